//! `snapshot.json`: the catalog after the last migration, and the hints that were used up on the way.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::catalog::Catalog;
use crate::catalog::format::{self, FormatError, Upgrade};

/// The format that this version writes, and the newest that it reads.
pub const FORMAT: u32 = 1;

/// What leads from each older format to the next: one for each format but the newest.
const UPGRADES: [Upgrade; FORMAT as usize - 1] = [];

/// A catalog as it is kept in a file. It is derived: a migration directory can always rebuild it from its changes.
///
/// ```
/// use codegen::catalog::{Catalog, snapshot::Snapshot};
/// use codegen::dialect::DialectName;
///
/// let snapshot = Snapshot::new(Catalog::empty(DialectName::Sqlite), Default::default());
/// let text = snapshot.to_text();
/// assert_eq!(Snapshot::read(&text).unwrap(), snapshot);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The format of the file.
    pub format: u32,
    /// What the database holds.
    pub catalog: Catalog,
    /// The [ids](crate::catalog::Hints::ids) of hints that have acted.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub used_hints: BTreeSet<String>,
}

/// Text that is no snapshot of ours.
#[derive(Debug, thiserror::Error)]
pub enum InvalidSnapshot {
    /// A later version of the program wrote it.
    #[error(
        "the snapshot has format {found}, and this version reads formats up to {FORMAT}: use the version that wrote it, or a later one"
    )]
    NewerFormat {
        /// The format of the text.
        found: u32,
    },
    /// It was cut off, merged badly or edited; the message names line and column.
    #[error("the snapshot is damaged: {0}")]
    Damaged(#[from] serde_json::Error),
}

impl Snapshot {
    /// A snapshot in the format of this version.
    pub fn new(catalog: Catalog, used_hints: BTreeSet<String>) -> Self {
        Self {
            format: FORMAT,
            catalog,
            used_hints,
        }
    }

    /// The text of the file: the same bytes for the same snapshot, one fact a line, with a line break at the end.
    ///
    /// # Panics
    /// Never: a catalog is plain data.
    pub fn to_text(&self) -> String {
        let mut text =
            serde_json::to_string_pretty(self).expect("a catalog is text, numbers and lists, which JSON can hold");
        text.push('\n');
        text
    }

    /// The SHA-256 of [`to_text`](Self::to_text), in hexadecimal digits.
    pub fn content_hash(&self) -> String {
        content_hash(&self.to_text())
    }

    /// Reads what [`to_text`](Self::to_text) wrote, in this version or an earlier one.
    ///
    /// # Errors
    /// [`InvalidSnapshot`], which tells a text of a later version from a damaged one.
    pub fn read(text: &str) -> Result<Self, InvalidSnapshot> {
        format::read(text, &UPGRADES, |snapshot: &Self| snapshot.format).map_err(|error| match error {
            FormatError::Newer { found } => InvalidSnapshot::NewerFormat { found },
            FormatError::Damaged(damage) => InvalidSnapshot::Damaged(damage),
        })
    }
}

/// The SHA-256 of the text of a snapshot, in hexadecimal digits.
pub fn content_hash(text: &str) -> String {
    let digest = Sha256::digest(text);
    digest.iter().fold(String::with_capacity(64), |mut hash, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hash, "{byte:02x}");
        hash
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Enum, ObjectName};
    use crate::dialect::DialectName;

    fn snapshot() -> Snapshot {
        let mut catalog = Catalog::empty(DialectName::Postgres);
        let name = ObjectName::in_namespace(Some("sales".into()), "state");
        let object = Enum {
            name: name.clone(),
            key: Some("order_state".into()),
            native: true,
            values: vec!["open".into(), "paid".into()],
            comment: None,
        };
        catalog.enums.insert(name, object);
        Snapshot::new(catalog, BTreeSet::from(["rename table a to b".into()]))
    }

    #[test]
    fn the_text_is_plain_and_complete() {
        insta::assert_snapshot!(snapshot().to_text(), @r#"
        {
          "format": 1,
          "catalog": {
            "dialect": "postgres",
            "enums": [
              {
                "namespace": "sales",
                "name": "state",
                "key": "order_state",
                "native": true,
                "values": [
                  "open",
                  "paid"
                ]
              }
            ]
          },
          "used_hints": [
            "rename table a to b"
          ]
        }
        "#);
        assert!(snapshot().to_text().ends_with("}\n"));
        assert_eq!(
            Snapshot::read(&snapshot().to_text()).expect("what was written can be read"),
            snapshot()
        );
        assert_eq!(snapshot().content_hash().len(), 64);
    }

    #[test]
    fn a_later_format_is_refused_even_when_it_holds_what_we_do_not_know() {
        let error = |text: &str| Snapshot::read(text).expect_err("not a snapshot of ours").to_string();
        let later = snapshot().to_text().replace("\"format\": 1", "\"format\": 2");
        assert!(error(&later).contains("format 2"), "{}", error(&later));
        assert!(error(r#"{ "format": 9, "objects": [] }"#).contains("format 9"));
    }

    #[test]
    fn damage_is_told_with_its_place() {
        let text = snapshot().to_text();
        let error = |text: &str| Snapshot::read(text).expect_err("damaged").to_string();
        let cut = error(&text[..text.len() / 2]);
        assert!(cut.contains("damaged") && cut.contains("line 9"), "{cut}");
        let conflict = error(&text.replace("      {\n", "<<<<<<< ours\n      {\n"));
        assert!(conflict.contains("line 6 column 1"), "{conflict}");
        let object = r#"{ "name": "x", "native": true, "values": [] }"#;
        let twice =
            format!(r#"{{ "format": 1, "catalog": {{ "dialect": "postgres", "enums": [{object}, {object}] }} }}"#);
        assert!(error(&twice).contains("`x` is there twice"), "{}", error(&twice));
    }
}

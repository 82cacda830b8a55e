//! Files that say which format they have: older ones are brought up to date while they are read, newer ones refused.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Makes of a file in one format, which is a JSON object, the same in the next. What it does not expect it leaves alone.
pub(crate) type Upgrade = fn(&mut Value);

/// Text that is not in a format we know.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FormatError {
    /// A later version of the program wrote it.
    #[error("it has format {found}, which is newer than this version knows")]
    Newer {
        /// The format of the text.
        found: u32,
    },
    /// It is not what its format says.
    #[error(transparent)]
    Damaged(#[from] serde_json::Error),
}

/// Reads a file. `upgrades` lead from each format to the next, the first one from format 1 to 2, so the newest format is
/// one more than there are; `format_of` says which one was read.
///
/// # Errors
/// [`FormatError`], which tells a text of a later version from a damaged one.
pub(crate) fn read<T: DeserializeOwned>(
    text: &str,
    upgrades: &[Upgrade],
    format_of: impl Fn(&T) -> u32,
) -> Result<T, FormatError> {
    /// The one thing that every format has.
    #[derive(Deserialize)]
    struct Head {
        format: u32,
    }
    let newest = upgrades.len() + 1;
    let damage = match serde_json::from_str::<T>(text) {
        Ok(read) if usize::try_from(format_of(&read)) == Ok(newest) => return Ok(read),
        Ok(_) => None,
        Err(damage) => Some(damage),
    };
    let found = serde_json::from_str::<Head>(text).map(|head| head.format);
    match (found, damage) {
        (Ok(found), _) if !usize::try_from(found).is_ok_and(|found| found <= newest) => {
            Err(FormatError::Newer { found })
        }
        (Ok(found), damage) => {
            let found = usize::try_from(found).unwrap_or(newest);
            if let Some(damage) = damage.filter(|_| found == newest) {
                return Err(damage.into());
            }
            let mut value: Value = serde_json::from_str(text)?;
            if value.is_object() {
                for upgrade in upgrades.iter().skip(found.saturating_sub(1)) {
                    upgrade(&mut value);
                }
                value["format"] = newest.into();
            }
            Ok(serde_json::from_value(value)?)
        }
        (Err(error), damage) => Err(damage.unwrap_or(error).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::snapshot::Snapshot;

    /// Format 1 as of an invented past: tables were a map, and a column said `null`.
    const OLD: &str = r#"{
      "format": 1,
      "catalog": {
        "dialect": "sqlite",
        "tables": {
          "user": { "columns": [{ "name": "id", "type": "INTEGER", "null": false }, { "name": "bio", "type": "TEXT", "null": true }] }
        }
      }
    }"#;

    /// Format 2: tables are a list.
    fn tables_as_list(value: &mut Value) {
        let tables = value["catalog"]["tables"].as_object().cloned().unwrap_or_default();
        let list = tables.into_iter().map(|(name, mut table)| {
            table["name"] = name.into();
            table
        });
        value["catalog"]["tables"] = list.collect();
    }

    /// Format 3: a column says `nullable`.
    fn nullable(value: &mut Value) {
        for table in value["catalog"]["tables"].as_array_mut().into_iter().flatten() {
            for column in table["columns"].as_array_mut().into_iter().flatten() {
                let null = column["null"].take();
                column["nullable"] = null;
            }
        }
    }

    fn read_invented(text: &str) -> Result<Snapshot, FormatError> {
        read(text, &[tables_as_list, nullable], |snapshot: &Snapshot| snapshot.format)
    }

    #[test]
    fn an_older_format_is_upgraded_step_by_step() {
        let snapshot = read_invented(OLD).expect("upgraded");
        assert_eq!(snapshot.format, 3);
        let table = snapshot.catalog.tables.values().next().expect("a table");
        let columns: Vec<_> = table
            .columns
            .iter()
            .map(|column| (&*column.name, column.nullable))
            .collect();
        assert_eq!(columns, [("id", false), ("bio", true)]);

        let mut second: Value = serde_json::from_str(OLD).expect("JSON");
        tables_as_list(&mut second);
        second["format"] = 2.into();
        assert_eq!(read_invented(&second.to_string()).expect("upgraded"), snapshot);

        let newest = snapshot.to_text();
        assert_eq!(read_invented(&newest).expect("as it is"), snapshot);
    }

    #[test]
    fn a_newer_format_and_a_damaged_file_are_told_apart() {
        let newer = OLD.replacen("\"format\": 1", "\"format\": 4", 1);
        let error = read_invented(&newer).expect_err("refused").to_string();
        assert_eq!(error, "it has format 4, which is newer than this version knows");
        for damaged in [&OLD[..OLD.len() / 2], "{}", "", "[1]", "{ \"format\": 3 }"] {
            let error = read_invented(damaged).expect_err("damaged");
            assert!(matches!(error, FormatError::Damaged(_)), "{error}");
        }
    }
}

//! What a migration follows.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::id::{InvalidMigrationId, MigrationId};

/// The migrations that one follows: none (it is the first), one, or, after branches came together, the last of each.
///
/// ```
/// use codegen::history::Parents;
///
/// let parents: Parents = "20261121T093000,20261121T093001".parse()?;
/// assert_eq!(parents.len(), 2);
/// assert_eq!("-".parse(), Ok(Parents::default()));
/// # Ok::<(), codegen::history::InvalidMigrationId>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "Option<String>", try_from = "Option<String>")]
pub struct Parents(BTreeSet<MigrationId>);

impl Parents {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this one is among them.
    pub fn contains(&self, id: MigrationId) -> bool {
        self.0.contains(&id)
    }

    /// All of them, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = MigrationId> {
        self.0.iter().copied()
    }
}

impl FromIterator<MigrationId> for Parents {
    fn from_iter<I: IntoIterator<Item = MigrationId>>(ids: I) -> Self {
        Self(ids.into_iter().collect())
    }
}

/// As in `history.lock`: `-`, one id, or several joined by commas.
impl fmt::Display for Parents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("-");
        }
        for (index, id) in self.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}{id}")?;
        }
        Ok(())
    }
}

impl FromStr for Parents {
    type Err = InvalidMigrationId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "-" => Ok(Self::default()),
            ids => ids.split(',').map(str::parse).collect(),
        }
    }
}

impl From<Parents> for Option<String> {
    fn from(parents: Parents) -> Self {
        (!parents.is_empty()).then(|| parents.to_string())
    }
}

impl TryFrom<Option<String>> for Parents {
    type Error = InvalidMigrationId;

    fn try_from(text: Option<String>) -> Result<Self, Self::Error> {
        text.as_deref().unwrap_or("-").parse()
    }
}

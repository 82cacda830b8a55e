//! Objects that a catalog has no form of its own for: views, functions, triggers and the like, as their server writes them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::catalog::ObjectName;

/// What tells such an object from every other.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ObjectId {
    /// What it is, in the words of its database: `view`, `function`, `comment on constraint`.
    pub kind: String,
    /// Its name; of a function with the types of its arguments.
    #[serde(flatten)]
    pub name: ObjectName,
    /// The table or view that it belongs to, where its name is one within it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<ObjectName>,
}

/// For messages: `view sales.report`, `trigger stamp on user`, `row security of table user`.
impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.table {
            Some(table) if self.kind.ends_with("of table") => write!(f, "{} {table}", self.kind),
            Some(table) => write!(f, "{} {} on {table}", self.kind, self.name),
            None => write!(f, "{} {}", self.kind, self.name),
        }
    }
}

/// An object as SQL. Two are equal when the texts that make them are, which are the server's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SqlObject {
    /// Which.
    #[serde(flatten)]
    pub id: ObjectId,
    /// The statements that make it, without a semicolon at the end.
    pub make: String,
    /// The statement that takes it away.
    pub take: String,
    /// The statements that turn another of the same id and [`shape`](Self::shape) into it, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alter: Option<String>,
    /// What cannot be altered in place: what a function takes and gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<String>,
    /// What must be there before it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub depends_on: BTreeSet<Dependency>,
    /// What is better there before it, though the database would make it without: what the body of a function names.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub follows: BTreeSet<Dependency>,
    /// Tables that it must be there before: by a default, a check, an index, a type.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub needed_by: BTreeSet<ObjectName>,
}

/// What an object needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dependency {
    /// A table.
    Table(ObjectName),
    /// A column, by its table and name.
    Column(ObjectName, String),
    /// Another such object.
    Object(ObjectId),
}

impl SqlObject {
    /// Whether it is made by the same statements.
    pub fn is_same(&self, other: &Self) -> bool {
        self.make == other.make && self.take == other.take
    }

    /// Whether it can come of another one without taking that away.
    pub fn can_come_of(&self, previous: &Self) -> bool {
        self.alter.is_some() && self.shape == previous.shape
    }

    /// Whether it holds what does not come back with its statements: rows, the number that it stands at.
    pub fn holds_data(&self) -> bool {
        matches!(self.id.kind.as_str(), "sequence" | "table" | "virtual table")
    }

    /// The tables that it needs, or needs columns of.
    pub fn tables(&self) -> BTreeSet<&ObjectName> {
        let needed = self.depends_on.iter().filter_map(|dependency| match dependency {
            Dependency::Table(table) | Dependency::Column(table, _) => Some(table),
            Dependency::Object(_) => None,
        });
        needed.collect()
    }

    /// The other objects that it needs.
    pub fn objects(&self) -> impl Iterator<Item = &ObjectId> {
        self.depends_on.iter().filter_map(|dependency| match dependency {
            Dependency::Object(id) => Some(id),
            _ => None,
        })
    }
}

/// All objects by what they are.
pub type SqlObjects = BTreeMap<ObjectId, SqlObject>;

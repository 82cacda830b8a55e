//! What is measured.

use std::fmt;

/// A kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// One row by its key.
    Find,
    /// The hundred rows of a person.
    List,
    /// All ten thousand rows.
    ListAll,
    /// A hundred projects with their thousand tasks and these's ten thousand comments.
    Trees,
    /// How many tasks each project has: a left join, grouped.
    Counts,
    /// Pages of fifty rows, each after the last row of the one before.
    Pages,
    /// One row by its key, of eight tasks at once.
    EightFind,
    /// One row, within a transaction, given back as it was written.
    Insert,
    /// One column of one row by its key, within a transaction, the row given back.
    Update,
    /// A thousand rows.
    InsertMany,
}

impl Operation {
    /// All of them; those that write come last.
    pub const ALL: [Self; 10] = [
        Self::Find,
        Self::List,
        Self::ListAll,
        Self::Trees,
        Self::Counts,
        Self::Pages,
        Self::EightFind,
        Self::Update,
        Self::Insert,
        Self::InsertMany,
    ];

    /// As it stands in tables and is asked for.
    pub fn name(self) -> &'static str {
        match self {
            Self::Find => "find_by_key",
            Self::List => "list_100",
            Self::ListAll => "list_10000",
            Self::Trees => "trees_100_10_10",
            Self::Counts => "join_group_by",
            Self::Pages => "keyset_page_50",
            Self::EightFind => "find_8_tasks",
            Self::Update => "update_one",
            Self::Insert => "insert_one",
            Self::InsertMany => "insert_1000",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.name() == name)
    }

    /// How often it is done in a round; what it costs is divided by that.
    pub fn times(self) -> usize {
        match self {
            Self::Find | Self::Insert | Self::Update => 300,
            Self::EightFind => 800,
            Self::List => 30,
            Self::Counts => 20,
            Self::Pages => 10 * super::PAGES,
            Self::ListAll | Self::Trees | Self::InsertMany => 1,
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

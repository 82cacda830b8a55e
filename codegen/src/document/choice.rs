//! The words of closed lists.

use crate::dialect::DialectName;
use crate::document::reader::Choice;
use crate::schema::{Action, Dates, Deferrable, EnumStorage, Nulls, Serde};

/// The order of a part of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// `asc`.
    Ascending,
    /// `desc`.
    Descending,
}

impl Choice for Order {
    const WORDS: &'static [(&'static str, Self)] = &[("asc", Self::Ascending), ("desc", Self::Descending)];
}

impl Choice for Nulls {
    const WORDS: &'static [(&'static str, Self)] = &[("first", Self::First), ("last", Self::Last)];
}

impl Choice for DialectName {
    const WORDS: &'static [(&'static str, Self)] = &[("postgres", Self::Postgres), ("sqlite", Self::Sqlite)];
}

impl Choice for Action {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("no_action", Self::NoAction),
        ("restrict", Self::Restrict),
        ("cascade", Self::Cascade),
        ("set_null", Self::SetNull),
        ("set_default", Self::SetDefault),
    ];
}

impl Choice for Deferrable {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("initially_immediate", Self::InitiallyImmediate),
        ("initially_deferred", Self::InitiallyDeferred),
    ];
}

impl Choice for EnumStorage {
    const WORDS: &'static [(&'static str, Self)] = &[("native", Self::Native), ("text", Self::Text)];
}

impl Choice for Serde {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("none", Self::None),
        ("serialize", Self::Serialize),
        ("both", Self::Both),
    ];
}

impl Choice for Dates {
    const WORDS: &'static [(&'static str, Self)] = &[("jiff", Self::Jiff), ("chrono", Self::Chrono)];
}

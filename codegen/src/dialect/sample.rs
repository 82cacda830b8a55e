//! What made-up values of a type look like.

/// A made-up value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sample {
    /// A number; another one that is close does as well.
    Number(i64),
    /// Any text does.
    Text {
        /// How many characters it may have.
        longest: Option<usize>,
    },
    /// A text of the type's own form, still without quotes.
    Quoted(String),
    /// An SQL literal that is no text.
    Sql(String),
}

impl Sample {
    /// The number of a row as a number that every type can hold.
    pub(super) fn number(row: usize) -> Self {
        Self::Number(i64::try_from(row % 9_000).unwrap_or(0) + 1)
    }
}

//! What becomes of the values of a column whose type changes.

/// What becomes of a column's values when its type changes and the author gives no `using`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CastVerdict {
    /// Each value goes over whole. The conversion may still have to be written out (`USING column::type`).
    Safe,
    /// Some values may fail to go over, or lose something.
    Risky,
    /// The database has no such conversion: `using` must say how.
    Impossible,
}

/// How values of one form become values of another in a column whose declared type may well stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reform {
    /// SQL that gives the new value.
    pub sql: String,
    /// Whether the old value can be told from the new one.
    pub lossless: bool,
}

//! What a list of changes would lose.

/// A loss of data that a list of changes would cause; refused unless allowed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// What kind.
    pub kind: LossKind,
    /// Which object: `user.bio`, `processing_status.failed`.
    pub object: String,
}

/// The kinds of loss; their text is what `--allow KIND:OBJECT` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LossKind {
    /// `drop-table`.
    DropTable,
    /// `drop-column`.
    DropColumn,
    /// `narrow-column`: a type that holds less.
    NarrowColumn,
    /// `remove-value`: an enum value without a replacement.
    RemoveValue,
}

impl LossKind {
    /// As `--allow` takes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DropTable => "drop-table",
            Self::DropColumn => "drop-column",
            Self::NarrowColumn => "narrow-column",
            Self::RemoveValue => "remove-value",
        }
    }
}

//! How SQL text is cut into words, where the databases differ.

/// Facts about quotes, comments and bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent fact")]
pub struct Syntax {
    /// `E'…'` has backslashes.
    pub escape_strings: bool,
    /// `$tag$ … $tag$` is a string.
    pub dollar_quotes: bool,
    /// Block comments nest.
    pub nested_comments: bool,
    /// Names may stand in backticks and square brackets.
    pub other_name_quotes: bool,
    /// The body of a trigger is statements between BEGIN and END.
    pub trigger_bodies: bool,
    /// A column of a query that is a call, and has no other name, is called as the function is.
    pub calls_name_columns: bool,
    /// The namespace that a name without one is in.
    pub default_namespace: &'static str,
}

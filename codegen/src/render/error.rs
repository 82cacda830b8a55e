//! Why a text could not be rendered.

/// A template, or what came out of it, is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// A template cannot be read, or cannot be filled from its view.
    #[error("template `{template}`, line {line}: {message}")]
    Template {
        /// Its name, as `postgres/create_table.sql`.
        template: String,
        /// The line in it, from 1.
        line: usize,
        /// What is wrong there.
        message: String,
    },
    /// A template as a whole is wrong: it extends or includes what is not there, or itself.
    #[error("template `{template}`: {message}")]
    WholeTemplate {
        /// Its name.
        template: String,
        /// What is wrong.
        message: String,
    },
    /// There is no template of this name, neither ours nor the user's.
    #[error("there is no template `{0}`")]
    Unknown(String),
    /// A template came out as text that is not what it should be. With our own templates this is an internal error.
    #[error("internal error: template `{template}` gave text that cannot be parsed: {message}\n{text}")]
    Unparsable {
        /// The template's name.
        template: String,
        /// What the parser says.
        message: String,
        /// The text.
        text: String,
    },
}

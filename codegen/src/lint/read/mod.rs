//! From text to what its statements do.

pub(super) mod cursor;
pub(super) mod expression;
pub(super) mod lexer;
pub(super) mod script;
pub(super) mod statement;

mod alter_table;
mod column;

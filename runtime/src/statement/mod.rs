//! The statements of models: built once from a [`Table`](crate::model::Table), kept for as long as the program runs.

mod cache;
mod read;
mod scope;
mod text;
mod write;

pub(crate) use cache::{Kind, cached, mask};
pub(crate) use read::{all, count, delete, find, key_exists};
pub(crate) use scope::{Relation, scope_condition};
use text::StatementText;
pub(crate) use text::{bare_type, is_own_name, is_own_type, qualifier, quoted, table_name};
pub(crate) use write::{Conflict, insert, insert_unnested, update};

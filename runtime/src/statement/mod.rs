//! The statements of models: built once from a [`Table`](crate::model::Table), kept for as long as the program runs.

mod cache;
mod read;
mod scope;
mod text;
mod write;

pub(crate) use cache::{Kind, cached, mask};
pub(crate) use read::{all, count, delete, find, key_exists};
pub(crate) use text::{StatementText, is_own_type, quoted, table_name};
pub(crate) use write::{Conflict, insert, insert_unnested, update};

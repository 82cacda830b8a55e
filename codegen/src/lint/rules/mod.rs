//! The rules, a file per family.

pub(super) mod constraint;
pub(super) mod foreign_key;
pub(super) mod index;
pub(super) mod loss;
pub(super) mod naming;
pub(super) mod rename;
pub(super) mod rewrite;
pub(super) mod sqlite_alter;
pub(super) mod sqlite_pragma;
pub(super) mod sqlite_rebuild;
pub(super) mod sqlite_types;
pub(super) mod transaction;
pub(super) mod types;
pub(super) mod write;

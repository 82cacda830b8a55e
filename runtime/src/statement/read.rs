//! Statements that find, list, count and delete.

use super::StatementText;
use crate::driver::Syntax;
use crate::model::Table;

/// Finds by the columns of a key. Parameters: the key, then the owner.
pub(crate) fn find(syntax: &'static Syntax, table: &'static Table, key: &[usize], scoped: bool) -> String {
    let mut text = StatementText::new(syntax, table, "select ");
    text.push_columns().push(" from ").push_table().push(" where ");
    text.push_key(key).push_scope(scoped, " and ");
    text.finish()
}

/// Whether a key is there. Parameters: the key, then the owner.
pub(crate) fn key_exists(syntax: &'static Syntax, table: &'static Table, key: &[usize], scoped: bool) -> String {
    let mut text = StatementText::new(syntax, table, "select 1 from ");
    text.push_table()
        .push(" where ")
        .push_key(key)
        .push_scope(scoped, " and ");
    text.finish()
}

/// Lists in the order of the primary key. Parameters: the owner, then the limit.
pub(crate) fn all(syntax: &'static Syntax, table: &'static Table, scoped: bool) -> String {
    let mut text = StatementText::new(syntax, table, "select ");
    text.push_columns()
        .push(" from ")
        .push_table()
        .push_scope(scoped, " where ");
    if let Some(key) = &table.primary_key {
        let columns: Vec<String> = key.columns.iter().map(|at| text.column(*at)).collect();
        text.push(" order by ").push(&columns.join(", "));
    }
    let limit = text.parameter();
    text.push(" limit ").push(&limit);
    text.finish()
}

/// Counts. Parameters: the owner.
pub(crate) fn count(syntax: &'static Syntax, table: &'static Table, scoped: bool) -> String {
    let mut text = StatementText::new(syntax, table, "select count(*) from ");
    text.push_table().push_scope(scoped, " where ");
    text.finish()
}

/// Deletes by the columns of a key. Parameters: the key, then the owner.
pub(crate) fn delete(syntax: &'static Syntax, table: &'static Table, key: &[usize], scoped: bool) -> String {
    let mut text = StatementText::new(syntax, table, "delete from ");
    text.push_table()
        .push(" where ")
        .push_key(key)
        .push_scope(scoped, " and ");
    text.finish()
}

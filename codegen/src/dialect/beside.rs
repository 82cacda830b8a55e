//! Two columns of a table that are kept in step, while older code knows the one and newer code the other.

use crate::catalog::{Column, Pair, SqlObject, Table};

/// What is to be kept in step.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// The table as it is to be in the end.
    pub table: &'a Table,
    /// The column that there was, and the one that takes its place.
    pub columns: Pair<&'a Column>,
    /// SQL that gives the new value from a row that has the old one.
    pub forth: &'a str,
    /// SQL that gives the old value from a row that has the new one.
    pub back: &'a str,
    /// Whether these are the author's; else they are the database's own.
    pub said: bool,
    /// Whether the old one had to have a value.
    pub required: bool,
}

/// How two columns are kept in step.
#[derive(Debug, Clone, PartialEq)]
pub struct InStep {
    /// Both as they are meanwhile.
    pub columns: Pair<Column>,
    /// What sees to it, in the order in which it is made.
    pub objects: Vec<SqlObject>,
}

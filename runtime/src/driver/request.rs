//! A statement on its way to a driver.

use crate::error::Error;
use crate::model::Table;
use crate::row::Row;
use crate::value::{Datum, DecodeError};

/// How a row becomes a value.
pub(crate) type Decode<T> = fn(&mut Row<'_>) -> Result<T, DecodeError>;

/// A statement, its parameters, and what is known about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<'a> {
    pub(crate) sql: &'a str,
    pub(crate) parameters: &'a [Datum<'a>],
    /// Whether it writes: SQLite runs it on the connection that may.
    pub(crate) writes: bool,
    /// The model's table, for names in errors.
    pub(crate) table: Option<&'static Table>,
    /// Whether the rows are whole rows of that table, so that its columns can be named in errors.
    pub(crate) whole_rows: bool,
    /// The values that an insert or update sets, by column: where SQLite looks for the foreign key that failed.
    pub(crate) set: &'a [(usize, Datum<'static>)],
}

impl<'a> Request<'a> {
    pub(crate) fn read(table: &'static Table, sql: &'a str, parameters: &'a [Datum<'a>]) -> Self {
        Self {
            sql,
            parameters,
            writes: false,
            table: Some(table),
            whole_rows: true,
            set: &[],
        }
    }

    pub(crate) fn write(table: &'static Table, sql: &'a str, parameters: &'a [Datum<'a>]) -> Self {
        Self {
            writes: true,
            ..Self::read(table, sql, parameters)
        }
    }

    /// A statement of the user's, which may do anything.
    pub(crate) fn raw(sql: &'a str, parameters: &'a [Datum<'a>]) -> Self {
        Self {
            sql,
            parameters,
            writes: true,
            table: None,
            whole_rows: false,
            set: &[],
        }
    }

    pub(crate) fn table_name(&self) -> String {
        match self.table {
            Some(table) => table.name.to_owned(),
            None => self.sql.chars().take(60).collect(),
        }
    }

    /// Columns of the table by their names.
    pub(crate) fn column_names(&self, columns: &[usize]) -> Vec<String> {
        let Some(table) = self.table else { return Vec::new() };
        columns.iter().map(|at| table.columns[*at].name.to_owned()).collect()
    }

    /// The error for the value that `row` read last.
    pub(crate) fn decode_error(&self, row: &Row<'_>, source: DecodeError) -> Error {
        let at = row.last_read();
        let table = self.table.filter(|_| self.whole_rows);
        let column = table.and_then(|table| table.columns.get(at));
        Error::Decode {
            table: self.table_name(),
            column: column.map_or_else(|| format!("column {}", at + 1), |column| column.name.to_owned()),
            source,
        }
    }
}

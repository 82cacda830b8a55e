//! A statement on its way to a driver.

#[cfg(debug_assertions)]
use crate::db::Call;
use crate::error::Error;
use crate::model::Table;
use crate::row::Row;
use crate::value::{Datum, DecodeError};

/// How a row becomes a value.
pub(crate) type Decode<T> = fn(&mut Row<'_>) -> Result<T, DecodeError>;

/// Whose rows policies of the database find.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) enum RowsOf<'a> {
    /// No table has policies.
    #[default]
    Unasked,
    /// Nobody was named: SQL of the user's own.
    Nobody,
    /// The one with this key.
    Owner(&'a Datum<'static>),
    Everyone,
}

impl<'a> RowsOf<'a> {
    /// Of an executor that may reach rows with policies: one with an owner, or with the door for all of them.
    pub(crate) fn executor(owner: Option<&'a Datum<'static>>) -> Self {
        owner.map_or(Self::Everyone, Self::Owner)
    }
}

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
    /// Whose rows it may reach.
    pub(crate) rows_of: RowsOf<'a>,
    /// Where it was asked for, if it is one that N+1 is looked for among.
    #[cfg(debug_assertions)]
    pub(crate) call: Option<Call>,
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
            rows_of: RowsOf::Unasked,
            #[cfg(debug_assertions)]
            call: None,
        }
    }

    /// The same for an executor, which its table's policies are told of where it has some.
    pub(crate) fn on_behalf_of(self, owner: Option<&'a Datum<'static>>) -> Self {
        let secured = self.table.and_then(|table| table.scope.as_ref());
        let secured = secured.is_some_and(|scope| scope.row_security);
        Self {
            rows_of: if secured { RowsOf::executor(owner) } else { self.rows_of },
            ..self
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
            rows_of: RowsOf::Nobody,
            #[cfg(debug_assertions)]
            call: None,
        }
    }

    /// Whether it only reads; of the user's own, as far as its first word says.
    #[cfg(debug_assertions)]
    pub(crate) fn reads(&self) -> bool {
        let own = || {
            self.table.is_none()
                && self
                    .sql
                    .split_whitespace()
                    .next()
                    .is_some_and(|word| word.eq_ignore_ascii_case("select"))
        };
        !self.writes || own()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Scope;

    const PLAIN: Table = Table {
        name: "note",
        schema: None,
        columns: &[],
        primary_key: None,
        uniques: &[],
        foreign_keys: &[],
        checks: &[],
        scope: None,
    };

    const fn scoped(row_security: bool) -> Table {
        Table {
            scope: Some(Scope {
                path: &[],
                column: "user_id",
                row_security,
            }),
            ..PLAIN
        }
    }

    #[test]
    fn only_tables_with_row_security_pay_for_it() {
        static TABLES: [Table; 3] = [PLAIN, scoped(false), scoped(true)];
        let key = Datum::Integer(7);
        let asked = |owner| {
            TABLES
                .each_ref()
                .map(|table| Request::read(table, "", &[]).on_behalf_of(owner).rows_of)
        };
        let of_key = RowsOf::Owner(&key);
        assert_eq!(asked(Some(&key)), [RowsOf::Unasked, RowsOf::Unasked, of_key]);
        assert_eq!(asked(None), [RowsOf::Unasked, RowsOf::Unasked, RowsOf::Everyone]);
    }
}

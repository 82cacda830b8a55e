//! The pieces that statements consist of.

use std::borrow::Cow;

use crate::driver::Syntax;
use crate::model::{Table, TableColumn};

/// An identifier, quoted.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A table's name with its namespace, which is a prefix where there are none.
pub(crate) fn table_name(syntax: &Syntax, schema: Option<&str>, name: &str) -> String {
    match schema {
        Some(schema) if syntax.namespaces => format!("{}.{}", quoted(schema), quoted(name)),
        Some(schema) => quoted(&format!("{schema}_{name}")),
        None => quoted(name),
    }
}

/// What the columns of a table are qualified with.
pub(crate) fn qualifier(syntax: &Syntax, table: &Table) -> String {
    match table.schema {
        Some(schema) if !syntax.namespaces => quoted(&format!("{schema}_{}", table.name)),
        _ => quoted(table.name),
    }
}

/// Whether values of a column go through text on PostgreSQL: its type is none of PostgreSQL's own, so that its number
/// and format would have to be asked for first, or it has no Rust counterpart.
pub(crate) fn is_own_type(column: &TableColumn) -> bool {
    !column.through_text && is_own_name(column.postgres_type)
}

/// Whether a type is one of PostgreSQL's own that has a Rust counterpart.
pub(crate) fn is_own_name(name: &str) -> bool {
    matches!(
        bare_type(name.strip_suffix("[]").unwrap_or(name)).as_ref(),
        "bool"
            | "boolean"
            | "int2"
            | "smallint"
            | "int4"
            | "int"
            | "integer"
            | "int8"
            | "bigint"
            | "float4"
            | "real"
            | "float8"
            | "double precision"
            | "text"
            | "varchar"
            | "character varying"
            | "char"
            | "bpchar"
            | "character"
            | "bytea"
            | "uuid"
            | "numeric"
            | "decimal"
            | "date"
            | "time"
            | "time without time zone"
            | "timestamp"
            | "timestamp without time zone"
            | "timestamptz"
            | "timestamp with time zone"
            | "interval"
            | "json"
            | "jsonb"
            | "inet"
            | "cidr"
            | "macaddr"
    )
}

/// The name of a type without what stands in brackets: `timestamp(3) with time zone` → `timestamp with time zone`.
pub(crate) fn bare_type(name: &str) -> Cow<'_, str> {
    match (name.find('('), name.find(')')) {
        (Some(open), Some(close)) if open < close => {
            Cow::Owned(format!("{}{}", name[..open].trim_end(), &name[close + 1..]))
        }
        _ => Cow::Borrowed(name),
    }
}

/// A statement about a table while it is written.
pub(crate) struct StatementText {
    pub(crate) sql: String,
    pub(crate) syntax: &'static Syntax,
    pub(crate) table: &'static Table,
    /// The number of the last parameter.
    pub(crate) parameters: usize,
    qualifier: String,
}

impl StatementText {
    pub(crate) fn new(syntax: &'static Syntax, table: &'static Table, start: &str) -> Self {
        Self {
            sql: start.to_owned(),
            syntax,
            table,
            parameters: 0,
            qualifier: qualifier(syntax, table),
        }
    }

    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.sql.push_str(text);
        self
    }

    pub(crate) fn push_table(&mut self) -> &mut Self {
        let name = table_name(self.syntax, self.table.schema, self.table.name);
        self.push(&name)
    }

    /// `"user"."email"`. Qualified, because in ORDER BY a plain name is the output column, which may be a cast.
    pub(crate) fn column(&self, at: usize) -> String {
        format!("{}.{}", self.qualifier, quoted(self.table.columns[at].name))
    }

    pub(crate) fn named_column(&self, name: &str) -> String {
        format!("{}.{}", self.qualifier, quoted(name))
    }

    /// The next parameter, `$1`.
    pub(crate) fn parameter(&mut self) -> String {
        self.parameters += 1;
        format!("{}{}", self.syntax.placeholder, self.parameters)
    }

    /// The next parameter as a value of a column.
    pub(crate) fn parameter_for(&mut self, at: usize) -> String {
        let parameter = self.parameter();
        self.value_of(at, &parameter)
    }

    /// An expression over text as a value of a column.
    pub(crate) fn value_of(&self, at: usize, parameter: &str) -> String {
        let column = &self.table.columns[at];
        if self.syntax.casts && !is_own_type(column) {
            return format!("{parameter}::text::{}", column.postgres_type);
        }
        parameter.to_owned()
    }

    /// All columns in their order, as `decode` reads them.
    pub(crate) fn push_columns(&mut self) -> &mut Self {
        for at in 0..self.table.columns.len() {
            if at > 0 {
                self.push(", ");
            }
            let column = self.column(at);
            self.push(&column);
            if self.syntax.casts && !is_own_type(&self.table.columns[at]) {
                let array = self.table.columns[at].postgres_type.ends_with("[]");
                self.push(if array { "::text[]" } else { "::text" });
            }
        }
        if self.table.columns.is_empty() {
            self.push("1");
        }
        self
    }

    /// `"a" = $1 and "b" = $2`.
    pub(crate) fn push_key(&mut self, columns: &[usize]) -> &mut Self {
        for (position, at) in columns.iter().enumerate() {
            if position > 0 {
                self.push(" and ");
            }
            let condition = format!("{} = {}", self.column(*at), self.parameter_for(*at));
            self.push(&condition);
        }
        self
    }

    pub(crate) fn finish(self) -> String {
        self.sql
    }
}

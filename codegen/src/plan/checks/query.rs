//! The SELECT of a check. Nothing in it is of one database, but for conditions that the dialect writes itself.

use super::{Foreseen, PreCheck};
use crate::catalog::{ColumnType, ObjectName, TypeName};
use crate::dialect::Dialect;

/// What rows may not share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// A column, by its previous name.
    Column(String),
    /// SQL over the table's columns.
    Expression(String),
}

/// Which rows of a table are in the way. Names are previous ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offending {
    /// Every one.
    AnyRow,
    /// Those beyond the first so many.
    Beyond {
        /// How many.
        rows: u64,
    },
    /// Those without a value in this column.
    Nulls {
        /// The column.
        column: String,
    },
    /// Those that are alike.
    Duplicates {
        /// In these.
        keys: Vec<Key>,
        /// Whether two without a value are alike.
        nulls_clash: bool,
        /// Among the rows of which this SQL holds.
        predicate: Option<String>,
    },
    /// Those that point at no row.
    Orphans {
        /// By these columns.
        columns: Vec<String>,
        /// Of this table; `None` when it is not there yet, so that every value is one too many.
        references: Option<ObjectName>,
        /// By these there.
        referenced_columns: Vec<Key>,
    },
    /// Those that have one of these values.
    Among {
        /// In this column.
        column: String,
        /// As text.
        values: Vec<String>,
    },
    /// Those whose array has one of these elements.
    AnyAmong {
        /// The column.
        column: String,
        /// As text.
        values: Vec<String>,
    },
    /// Those that have none of these values.
    NotAmong {
        /// In this column.
        column: String,
        /// As text.
        values: Vec<String>,
    },
    /// Those of which SQL holds.
    Where {
        /// Columns to show.
        columns: Vec<String>,
        /// The SQL.
        condition: String,
    },
}

pub(super) fn sql(check: &PreCheck, dialect: &dyn Dialect) -> String {
    let quote = |name: &str| dialect.quote_identifier(name);
    let table = rows(check, dialect);
    let select = |columns: &[String], condition: &str| {
        let shown = shown(check, columns).into_iter().map(quote).collect::<Vec<_>>();
        let shown = if shown.is_empty() {
            "1".to_owned()
        } else {
            shown.join(", ")
        };
        format!("SELECT {shown}\nFROM {table}\nWHERE {condition}")
    };
    let literals = |values: &[String]| {
        let literals: Vec<_> = values.iter().map(|value| dialect.quote_text(value)).collect();
        literals.join(", ")
    };
    match &check.offending {
        Offending::AnyRow => {
            let shown: Vec<_> = check.key.iter().map(|name| quote(name)).collect();
            let shown = if shown.is_empty() {
                "1".to_owned()
            } else {
                shown.join(", ")
            };
            format!("SELECT {shown}\nFROM {table}")
        }
        // Looks at no more rows than it needs to.
        Offending::Beyond { rows } => {
            let text = dialect.quote_text(&format!("more than {rows}"));
            format!("SELECT {text} AS \"rows\"\nFROM {table}\nLIMIT 1 OFFSET {rows}")
        }
        Offending::Nulls { column } => select(std::slice::from_ref(column), &format!("{} IS NULL", quote(column))),
        Offending::Duplicates {
            keys,
            nulls_clash,
            predicate,
        } => {
            let keys: Vec<_> = keys
                .iter()
                .map(|key| match key {
                    Key::Column(name) => quote(name),
                    Key::Expression(text) => bracketed(text),
                })
                .collect();
            let mut conditions: Vec<_> = predicate.iter().map(|predicate| bracketed(predicate)).collect();
            if !nulls_clash {
                conditions.extend(keys.iter().map(|key| format!("{key} IS NOT NULL")));
            }
            let condition = if conditions.is_empty() {
                String::new()
            } else {
                format!("\nWHERE {}", conditions.join(" AND "))
            };
            let keys = keys.join(", ");
            format!(
                "SELECT {keys}, count(*) AS \"rows\"\nFROM {table}{condition}\nGROUP BY {keys}\nHAVING count(*) > 1"
            )
        }
        Offending::Orphans {
            columns,
            references,
            referenced_columns,
        } => {
            let child = |name: &str| format!("\"child\".{}", quote(name));
            let mut conditions: Vec<_> = columns
                .iter()
                .map(|name| format!("{} IS NOT NULL", child(name)))
                .collect();
            if let Some(references) = references {
                let matches = columns.iter().zip(referenced_columns);
                let matches = matches.map(|(name, there)| match there {
                    Key::Column(there) => format!("\"parent\".{} = {}", quote(there), child(name)),
                    // Its names are those of the nearest table, the parent.
                    Key::Expression(there) => format!("{there} = {}", child(name)),
                });
                conditions.push(format!(
                    "NOT EXISTS (SELECT 1 FROM {} AS \"parent\" WHERE {})",
                    object_name(references, dialect),
                    matches.collect::<Vec<_>>().join(" AND ")
                ));
            }
            let shown: Vec<_> = shown(check, columns).into_iter().map(child).collect();
            format!(
                "SELECT {}\nFROM {} AS \"child\"\nWHERE {}",
                shown.join(", "),
                rows_as_they_are(check, dialect).unwrap_or_else(|| foreseen(check, dialect)),
                conditions.join("\n  AND ")
            )
        }
        Offending::Among { column, values } => {
            let condition = format!("{} IN ({})", quote(column), literals(values));
            select(std::slice::from_ref(column), &condition)
        }
        Offending::AnyAmong { column, values } => {
            let condition = dialect.array_has_any(&quote(column), &literals(values));
            select(std::slice::from_ref(column), &condition)
        }
        Offending::NotAmong { column, values } => {
            let condition = format!("CAST({} AS text) NOT IN ({})", quote(column), literals(values));
            select(std::slice::from_ref(column), &condition)
        }
        Offending::Where { columns, condition } => select(columns, condition),
    }
}

/// What follows FROM, called as the table is.
fn rows(check: &PreCheck, dialect: &dyn Dialect) -> String {
    rows_as_they_are(check, dialect).unwrap_or_else(|| {
        let name = dialect.quote_identifier(&check.table.name);
        format!("{} AS {name}", foreseen(check, dialect))
    })
}

fn rows_as_they_are(check: &PreCheck, dialect: &dyn Dialect) -> Option<String> {
    let as_they_are = check.rows.foreseen.is_empty();
    as_they_are.then(|| object_name(&check.table, dialect))
}

/// The rows with what the migration is to write into them.
fn foreseen(check: &PreCheck, dialect: &dyn Dialect) -> String {
    let foreseen = &check.rows.foreseen;
    let is_foreseen = |name: &str| foreseen.iter().any(|column| column.name == name);
    let there = shown(check, &check.rows.columns)
        .into_iter()
        .filter(|name| !is_foreseen(name));
    let there = there.map(|name| dialect.quote_identifier(name));
    let written = foreseen.iter().map(|column| written(column, dialect));
    let columns: Vec<_> = there.chain(written).collect();
    let table = object_name(&check.table, dialect);
    let name = &check.rows.name;
    let alias = if *name == check.table.name {
        String::new()
    } else {
        format!(" AS {}", dialect.quote_identifier(name))
    };
    format!("(SELECT {} FROM {table}{alias})", columns.join(", "))
}

/// A column as it will be, under its name.
pub(super) fn written(column: &Foreseen, dialect: &dyn Dialect) -> String {
    let name = dialect.quote_identifier(&column.name);
    let end = if column.value.contains("--") { "\n" } else { "" };
    let value = format!("{}{end}", column.value);
    if column.r#type.is_empty() {
        format!("({value}) AS {name}")
    } else {
        format!("CAST({value} AS {}) AS {name}", column.r#type)
    }
}

/// The key of the row, then these columns, none twice.
fn shown<'a>(check: &'a PreCheck, columns: &'a [String]) -> Vec<&'a str> {
    let mut shown: Vec<&str> = check.key.iter().map(String::as_str).collect();
    for column in columns {
        if !shown.contains(&column.as_str()) {
            shown.push(column);
        }
    }
    shown
}

fn object_name(name: &ObjectName, dialect: &dyn Dialect) -> String {
    let own = dialect.quote_identifier(&name.name);
    match &name.namespace {
        Some(namespace) => format!("{}.{own}", dialect.quote_identifier(namespace)),
        None => own,
    }
}

/// A type as SQL.
pub(super) fn type_name(column_type: &ColumnType, dialect: &dyn Dialect) -> String {
    let name = match &column_type.r#type {
        TypeName::BuiltIn(name) => name.clone(),
        TypeName::Enum(name) => object_name(name, dialect),
    };
    if column_type.array { format!("{name}[]") } else { name }
}

/// Between brackets; a comment at its end would take the closing one with it.
pub(super) fn bracketed(text: &str) -> String {
    if text.contains("--") {
        format!("({text}\n)")
    } else {
        format!("({text})")
    }
}

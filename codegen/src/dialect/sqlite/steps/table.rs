//! Tables and their constraints, all written inside `CREATE TABLE`: there is no other place for them, and a foreign key
//! may name a table that comes later, so cycles need nothing special.

use crate::catalog::{Action, Check, Deferrable, ForeignKey, PrimaryKey, Table, Unique};
use crate::dialect::sqlite::steps::column;
use crate::dialect::sqlite::steps::expression::parenthesized;
use crate::dialect::sqlite::steps::{SqliteStep, quote, quote_list};

/// `CREATE TABLE`, under another name than the table's own where it is to replace one.
pub(in crate::dialect::sqlite) fn create_table(name: &str, table: &Table) -> SqliteStep {
    let identity = identity_key(table);
    let key_of = |name: &str| identity.filter(|key| key.columns[0] == name);

    let columns = table.columns.iter();
    let mut definitions: Vec<_> = columns
        .map(|column| column::definition(column, key_of(&column.name)))
        .collect();
    if identity.is_none() {
        definitions.extend(table.primary_key.iter().map(primary_key));
    }
    definitions.extend(table.uniques.iter().map(unique));
    definitions.extend(table.checks.iter().map(check));
    definitions.extend(table.foreign_keys.iter().map(foreign_key));

    let options = [(table.strict, "STRICT"), (table.without_rowid, "WITHOUT ROWID")];
    SqliteStep::CreateTable {
        table: quote(name),
        definitions,
        free_types: table.columns.iter().any(column::has_free_type),
        options: options
            .into_iter()
            .filter_map(|(wanted, option)| wanted.then_some(option))
            .collect(),
    }
}

/// `DROP TABLE`.
pub(in crate::dialect::sqlite) fn drop_table(name: &str) -> SqliteStep {
    SqliteStep::DropTable { table: quote(name) }
}

/// The primary key that the database numbers: `AUTOINCREMENT` stands only behind `PRIMARY KEY` of the column itself.
pub(super) fn identity_key(table: &Table) -> Option<&PrimaryKey> {
    let key = table.primary_key.as_ref()?;
    let [name] = key.columns.as_slice() else { return None };
    table
        .column(name)
        .filter(|column| column.identity.is_some())
        .and(Some(key))
}

/// The column that is another name for the rowid: a sole primary key declared `INTEGER` and nothing else
/// (<https://sqlite.org/lang_createtable.html#rowid>).
pub(super) fn rowid_column(table: &Table) -> Option<&str> {
    if table.without_rowid {
        return None;
    }
    let [name] = table.primary_key.as_ref()?.columns.as_slice() else {
        return None;
    };
    let declared = column::declared_type(table.column(name)?);
    declared.eq_ignore_ascii_case("integer").then_some(name)
}

fn primary_key(key: &PrimaryKey) -> String {
    format!(
        "CONSTRAINT {} PRIMARY KEY ({})",
        quote(&key.name),
        quote_list(&key.columns)
    )
}

fn unique(unique: &Unique) -> String {
    format!(
        "CONSTRAINT {} UNIQUE ({})",
        quote(&unique.name),
        quote_list(&unique.columns)
    )
}

/// A check, of a table or behind a column alike.
pub(super) fn check(check: &Check) -> String {
    let expression = parenthesized(&check.expression.authored);
    format!("CONSTRAINT {} CHECK {expression}", quote(&check.name))
}

fn foreign_key(key: &ForeignKey) -> String {
    format!(
        "CONSTRAINT {} FOREIGN KEY ({}) {}",
        quote(&key.name),
        quote_list(&key.columns),
        references(key)
    )
}

/// A foreign key of one column, behind that column.
pub(super) fn column_foreign_key(key: &ForeignKey) -> String {
    format!("CONSTRAINT {} {}", quote(&key.name), references(key))
}

fn references(key: &ForeignKey) -> String {
    let mut references = format!(
        "REFERENCES {} ({})",
        quote(&key.references.name),
        quote_list(&key.referenced_columns)
    );
    for (event, action) in [("ON DELETE", key.on_delete), ("ON UPDATE", key.on_update)] {
        if let Some(action) = action_keyword(action) {
            references.push(' ');
            references.push_str(event);
            references.push(' ');
            references.push_str(action);
        }
    }
    references.push_str(match key.deferrable {
        None => "",
        Some(Deferrable::InitiallyImmediate) => " DEFERRABLE INITIALLY IMMEDIATE",
        Some(Deferrable::InitiallyDeferred) => " DEFERRABLE INITIALLY DEFERRED",
    });
    references
}

/// `NO ACTION` is what happens when nothing is said.
const fn action_keyword(action: Action) -> Option<&'static str> {
    match action {
        Action::NoAction => None,
        Action::Restrict => Some("RESTRICT"),
        Action::Cascade => Some("CASCADE"),
        Action::SetNull => Some("SET NULL"),
        Action::SetDefault => Some("SET DEFAULT"),
    }
}

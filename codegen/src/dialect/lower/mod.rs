//! From a schema to the catalog of one database: the part that is the same for both.
//!
//! Names are completed, `only` is applied, and foreign keys get their indexes. What a column becomes is asked of the
//! [`Dialect`].

mod hints;
mod row_security;
mod table;
mod tracked;

use std::collections::BTreeMap;

use crate::catalog;
use crate::catalog::names::{self, Names};
use crate::catalog::{Catalog, ColumnType, Enum, Expression, Hints, Identity, ObjectName};
use crate::diagnostic::{Diagnostics, dialect as message};
use crate::dialect::{self, Capabilities, Dialect, DialectName, PerDialect};
use crate::schema::{Column, EnumId, EnumStorage, Schema, Table};
pub use row_security::{OwnedRows, OwnerStep};

/// What a schema is in one database.
#[derive(Debug, Clone)]
pub struct Lowered {
    /// The objects.
    pub catalog: Catalog,
    /// What the author says about the way there.
    pub hints: Hints,
}

/// What [`Dialect::lower_column`] sees.
#[derive(Debug, Clone, Copy)]
pub struct ColumnContext<'a> {
    /// The schema.
    pub schema: &'a Schema,
    /// The table.
    pub table: &'a Table,
    /// The column.
    pub column: &'a Column,
    /// What the oldest server can do.
    pub capabilities: &'a Capabilities,
}

/// What [`Dialect::lower_column`] gives: the parts of a column that differ by database.
#[derive(Debug, Clone)]
pub struct PhysicalColumn {
    /// The type.
    pub r#type: ColumnType,
    /// The enum that a check keeps this text to.
    pub text_enum: Option<ObjectName>,
    /// The form of the values, see [`Column::form`](crate::catalog::Column::form).
    pub form: Option<String>,
    /// The default.
    pub default: Option<Expression>,
    /// The numbering.
    pub identity: Option<Identity>,
    /// SQL of checks that keep values to the logical type.
    pub checks: Vec<String>,
}

/// Lowers a schema for one of its dialects.
///
/// A [`Schema`] has been checked against what its dialects can do. What only its physical form shows (names that meet
/// where a namespace becomes a prefix, types that are kept in a lesser way) goes to `diagnostics`; with an error among
/// them, the result is not to be used.
pub fn lower(schema: &Schema, dialect: DialectName, diagnostics: &mut Diagnostics) -> Lowered {
    lower_named(schema, dialect, &names::assign(schema, diagnostics), diagnostics)
}

/// The same, with the names of constraints and indexes, which are the same for all dialects.
pub fn lower_named(schema: &Schema, dialect: DialectName, names: &Names, diagnostics: &mut Diagnostics) -> Lowered {
    let dialect = dialect.dialect();
    let min_version = schema.database.min_versions.get(&dialect.name()).copied();
    let capabilities = dialect.capabilities(min_version.unwrap_or(dialect.default_version()));
    // A setting of SQLite, which says nothing to another database.
    let strict = schema
        .tables
        .iter()
        .find(|table| table.strict && capabilities.rowid_tables);
    if let (Some(table), false) = (strict, capabilities.strict_tables) {
        let versions = dialect.versions();
        let since = versions
            .into_iter()
            .find(|version| dialect.capabilities(*version).strict_tables);
        diagnostics.push(message::lacks("`strict` tables", dialect.name(), since, table.span));
    }
    let mut lowering = Lowering {
        schema,
        dialect,
        capabilities,
        names,
        diagnostics,
    };
    let catalog = lowering.catalog();
    let hints = lowering.hints();
    Lowered { catalog, hints }
}

struct Lowering<'a> {
    schema: &'a Schema,
    dialect: &'static dyn Dialect,
    capabilities: Capabilities,
    names: &'a Names,
    diagnostics: &'a mut Diagnostics,
}

impl Lowering<'_> {
    fn catalog(&mut self) -> Catalog {
        let mut catalog = Catalog::empty(self.dialect.name());
        catalog.namespaces = self.namespaces();
        let schema = self.schema;
        for index in 0..schema.enums.len() {
            let object = self.enumeration(EnumId(index));
            catalog.enums.insert(object.name.clone(), object);
        }
        for index in 0..schema.tables.len() {
            if let Some(table) = self.table(index) {
                catalog.tables.insert(table.name.clone(), table);
            }
        }
        self.objects(&mut catalog);
        self.row_security(&mut catalog);
        catalog
    }

    fn namespaces(&self) -> BTreeMap<String, Option<String>> {
        if !self.capabilities.namespaces {
            return BTreeMap::new();
        }
        let named = self.schema.namespaces.iter();
        named
            .filter(|(name, _)| dialect::namespace(Some(name)).is_some())
            .map(|(name, namespace)| (name.clone(), self.comment(namespace.comment.as_ref())))
            .collect()
    }

    fn enumeration(&self, id: EnumId) -> Enum {
        let enumeration = self.schema.enumeration(id);
        let name = enum_name(self.schema, self.dialect, id);
        Enum {
            key: differs(&enumeration.key, &name.name),
            name,
            native: is_native(self.schema, &self.capabilities, id),
            values: enumeration.values.iter().map(|value| value.value.clone()).collect(),
            comment: self.comment(enumeration.comment.as_ref()),
        }
    }

    fn table_name(&self, table: &Table) -> ObjectName {
        table_name(self.dialect, table)
    }

    fn is_here(&self, only: Option<DialectName>) -> bool {
        only.is_none_or(|only| only == self.dialect.name())
    }

    fn comment(&self, comment: Option<&String>) -> Option<String> {
        comment.filter(|_| self.capabilities.comments).cloned()
    }

    /// The SQL text for this database. A schema has one for each dialect in which the thing exists.
    fn sql(&self, text: &PerDialect<String>) -> Option<Expression> {
        text.get(self.dialect.name()).map(Expression::authored)
    }
}

/// The key where it is not the name itself.
fn differs(key: &str, name: &str) -> Option<String> {
    (key != name).then(|| key.to_owned())
}

fn table_name(dialect: &dyn Dialect, table: &Table) -> ObjectName {
    dialect.object_name(dialect::namespace(table.namespace.as_deref()), &table.name)
}

/// The physical name of an enum.
pub(in crate::dialect) fn enum_name(schema: &Schema, dialect: &dyn Dialect, id: EnumId) -> ObjectName {
    let enumeration = schema.enumeration(id);
    dialect.object_name(dialect::namespace(enumeration.namespace.as_deref()), &enumeration.name)
}

/// Whether the database has a type for this enum.
pub(in crate::dialect) fn is_native(schema: &Schema, capabilities: &Capabilities, id: EnumId) -> bool {
    capabilities.native_enums && schema.enumeration(id).storage == EnumStorage::Native
}

/// The values of an enum as SQL literals: `'open', 'paid'`.
pub(in crate::dialect) fn enum_values(schema: &Schema, dialect: &dyn Dialect, id: EnumId) -> String {
    let values = schema.enumeration(id).values.iter();
    literals(dialect, values.map(|value| value.value.as_str()))
}

/// The check that keeps a column of text to the values of an enum, which are literals; none of an array that the database
/// cannot look into.
pub(in crate::dialect) fn enum_check(
    dialect: &dyn Dialect,
    column: &str,
    is_array: bool,
    literals: &str,
) -> Option<String> {
    let name = dialect.quote_identifier(column);
    if is_array {
        dialect.array_has_only(&name, literals)
    } else {
        Some(format!("{name} in ({literals})"))
    }
}

/// Texts as SQL literals.
fn literals<'a>(dialect: &dyn Dialect, values: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<_> = values.map(|value| dialect.quote_text(value)).collect();
    quoted.join(", ")
}

/// Whether a check is the one that keeps the text in a column to the values of its enum.
pub fn is_enum_check(
    dialect: &dyn Dialect,
    check: &catalog::Check,
    column: &catalog::Column,
    of: &catalog::Enum,
) -> bool {
    let values = literals(dialect, of.values.iter().map(String::as_str));
    column.text_enum.as_ref() == Some(&of.name)
        && enum_check(dialect, &column.name, column.r#type.array, &values).as_ref() == Some(&check.expression.authored)
}

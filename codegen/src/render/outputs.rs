//! `[[generate.output]]`: files from templates of the user's, which see the schema as plain data.
//!
//! `docs/templates.md` lists what a template sees; a name here is part of that contract.

use serde::Serialize;

use super::{GeneratedFile, RenderError, Templates};
use crate::schema::{ColumnId, Relation, RelationKind, Schema, Table};

#[derive(Debug, Serialize)]
struct View<'a> {
    database: &'a str,
    enums: Vec<EnumView<'a>>,
    tables: Vec<TableView<'a>>,
    /// Those that have models.
    views: Vec<TableView<'a>>,
}

#[derive(Debug, Serialize)]
struct EnumView<'a> {
    key: &'a str,
    name: &'a str,
    schema: Option<&'a str>,
    rust_name: &'a str,
    comment: Option<&'a str>,
    values: Vec<ValueView<'a>>,
}

#[derive(Debug, Serialize)]
struct ValueView<'a> {
    value: &'a str,
    rust_name: &'a str,
}

#[derive(Debug, Serialize)]
struct TableView<'a> {
    key: &'a str,
    name: &'a str,
    schema: Option<&'a str>,
    module: Option<&'a str>,
    rust_name: &'a str,
    comment: Option<&'a str>,
    columns: Vec<ColumnView<'a>>,
    primary_key: Vec<&'a str>,
    uniques: Vec<Vec<&'a str>>,
    foreign_keys: Vec<ForeignKeyView<'a>>,
    relations: Vec<RelationView<'a>>,
}

#[derive(Debug, Serialize)]
struct ColumnView<'a> {
    key: &'a str,
    name: &'a str,
    rust_name: &'a str,
    r#type: String,
    array: bool,
    /// The enum's key, where the type is one.
    enumeration: Option<&'a str>,
    nullable: bool,
    has_default: bool,
    generated: bool,
    secret: bool,
    comment: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct ForeignKeyView<'a> {
    columns: Vec<&'a str>,
    table: &'a str,
    referenced_columns: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct RelationView<'a> {
    name: &'a str,
    /// `one` or `many`.
    kind: &'static str,
    table: &'a str,
    through: Option<&'a str>,
}

/// Every `[[generate.output]]` of a schema. Its template is known to `templates` by its path.
///
/// # Errors
/// A template that is not there or does not render.
pub fn outputs(schema: &Schema, templates: &Templates) -> Result<Vec<GeneratedFile>, RenderError> {
    if schema.generate.outputs.is_empty() {
        return Ok(Vec::new());
    }
    let view = view(schema);
    let outputs = schema.generate.outputs.iter();
    outputs
        .map(|output| {
            let contents = templates.render(&output.template.to_string_lossy(), &view)?;
            Ok(GeneratedFile {
                path: output.path.clone(),
                contents,
            })
        })
        .collect()
}

fn view(schema: &Schema) -> View<'_> {
    let enums = schema.enums.iter().map(|object| EnumView {
        key: &object.key,
        name: &object.name,
        schema: object.namespace.as_deref(),
        rust_name: &object.rust_name,
        comment: object.comment.as_deref(),
        values: (object.values.iter())
            .map(|value| ValueView {
                value: &value.value,
                rust_name: &value.rust_name,
            })
            .collect(),
    });
    View {
        database: &schema.database.name,
        enums: enums.collect(),
        tables: schema.tables.iter().map(|table| table_view(schema, table)).collect(),
        views: schema.views.iter().map(|view| table_view(schema, view)).collect(),
    }
}

fn table_view<'a>(schema: &'a Schema, table: &'a Table) -> TableView<'a> {
    let keys = |table: &'a Table, columns: &[ColumnId]| -> Vec<&'a str> {
        columns
            .iter()
            .map(|&column| table.column(column).key.as_str())
            .collect()
    };
    TableView {
        key: &table.key,
        name: &table.name,
        schema: table.namespace.as_deref(),
        module: table.module.map(|module| schema.modules[module].as_str()),
        rust_name: &table.rust_name,
        comment: table.comment.as_deref(),
        columns: table.columns.iter().map(|column| column_view(schema, column)).collect(),
        primary_key: table
            .primary_key
            .as_ref()
            .map(|key| keys(table, &key.columns))
            .unwrap_or_default(),
        uniques: table
            .uniques
            .iter()
            .map(|unique| keys(table, &unique.columns))
            .collect(),
        foreign_keys: (table.foreign_keys.iter())
            .map(|key| {
                let target = schema.table(key.references);
                ForeignKeyView {
                    columns: keys(table, &key.columns),
                    table: &target.key,
                    referenced_columns: keys(target, &key.referenced_columns),
                }
            })
            .collect(),
        relations: table
            .relations
            .iter()
            .map(|relation| relation_view(schema, relation))
            .collect(),
    }
}

fn column_view<'a>(schema: &'a Schema, column: &'a crate::schema::Column) -> ColumnView<'a> {
    let enumeration = match column.r#type.scalar {
        crate::schema::Scalar::Enum(id) => Some(schema.enumeration(id).key.as_str()),
        _ => None,
    };
    ColumnView {
        key: &column.key,
        name: &column.name,
        rust_name: &column.rust_name,
        r#type: enumeration.map_or_else(|| column.r#type.scalar.to_string(), str::to_owned),
        array: column.r#type.array,
        enumeration,
        nullable: column.nullable,
        has_default: column.default.is_some() || column.identity.is_some(),
        generated: column.generated.is_some(),
        secret: column.secret,
        comment: column.comment.as_deref(),
    }
}

fn relation_view<'a>(schema: &'a Schema, relation: &'a Relation) -> RelationView<'a> {
    let (kind, target, through) = match &relation.kind {
        RelationKind::One { target, .. } | RelationKind::OneBack { target, .. } => ("one", target, None),
        RelationKind::Many { target, .. } => ("many", target, None),
        RelationKind::ManyThrough { target, through, .. } => ("many", target, Some(through)),
    };
    RelationView {
        name: &relation.name,
        kind,
        table: &schema.table(*target).key,
        through: through.map(|through| schema.table(*through).key.as_str()),
    }
}

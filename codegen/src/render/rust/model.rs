//! The file of a table: what the template sees.

use serde::Serialize;

use super::attribute::{MAX_WIDTH, Meta, attribute, derives};
use super::documentation;
use super::names::TableNames;
use super::place::{Place, raw};
use super::relation;
use super::types::{self, FieldType};
use super::validation;
use crate::catalog::names::TableNames as ConstraintNames;
use crate::render::HEADER;
use crate::schema::{Column, ColumnId, Default, ForeignKey, Generator, Identity, Literal, Schema, Scope, Serde, Table};

/// What `rust/model.rs` sees; all text is final.
#[derive(Debug, Serialize)]
pub(super) struct ModelView {
    header: &'static str,
    /// `//! …`.
    module_documentation: String,
    /// Attributes of the whole file.
    file_attributes: Vec<String>,
    model: StructView,
    /// None of a view: nobody makes its rows.
    new: Option<StructView>,
}

/// A struct.
#[derive(Debug, Serialize)]
struct StructView {
    name: String,
    /// `/// …`.
    documentation: Vec<String>,
    attributes: Vec<String>,
    fields: Vec<FieldView>,
}

/// A field of it.
#[derive(Debug, Serialize)]
struct FieldView {
    documentation: Vec<String>,
    attributes: Vec<String>,
    /// `pub name: String,`, indented, over two lines where it is long.
    declaration: String,
}

/// A column that the model has.
struct Field<'a> {
    column: &'a Column,
    r#type: FieldType,
    required: bool,
}

impl ModelView {
    pub(super) fn of_table(schema: &Schema, table: &Table, names: &TableNames, constraints: &ConstraintNames) -> Self {
        Self::laid_out(schema, table, names, Some(constraints))
    }

    pub(super) fn of_view(schema: &Schema, view: &Table, names: &TableNames) -> Self {
        Self::laid_out(schema, view, names, None)
    }

    /// A view has no constraints, and no names of them.
    fn laid_out(schema: &Schema, table: &Table, names: &TableNames, constraints: Option<&ConstraintNames>) -> Self {
        let place = Place {
            schema,
            module: table.module,
        };
        let scope_column = table
            .scope
            .as_ref()
            .filter(|scope| scope.path.is_empty())
            .map(|scope| scope.column);
        let fields: Vec<Field<'_>> = held(schema, table)
            .map(|(id, column)| Field {
                column,
                r#type: types::field(schema, &place, column),
                required: is_required(column) && scope_column != Some(id),
            })
            .collect();
        let comments = table
            .comment
            .iter()
            .chain(fields.iter().filter_map(|field| field.column.comment.as_ref()));
        let code = comments
            .into_iter()
            .any(|comment| documentation::looks_like_code(comment));
        let mut file_attributes = Vec::new();
        if fields.iter().any(|field| field.column.comment.is_none()) {
            file_attributes.push("#![allow(missing_docs)]".to_owned());
        }
        if code {
            file_attributes.push("#![allow(clippy::doc_markdown)]".to_owned());
        }
        if repeats_a_name(&fields, &names.model) {
            file_attributes.push("#![allow(clippy::struct_field_names)]".to_owned());
        }
        Self {
            header: HEADER,
            module_documentation: format!(
                "//! The {} `{}`.",
                if constraints.is_some() { "table" } else { "view" },
                one_line(&table.name)
            ),
            file_attributes,
            model: model(&place, table, names, constraints, &fields),
            new: constraints.map(|_| new(names, &fields)),
        }
    }
}

/// The columns of a model.
pub(super) fn held<'a>(schema: &'a Schema, table: &'a Table) -> impl Iterator<Item = (ColumnId, &'a Column)> {
    let columns = table.columns.iter().enumerate();
    columns
        .map(|(index, column)| (ColumnId(index), column))
        .filter(|(_, column)| schema.database.models_have(table, column))
}

pub(super) fn is_held(schema: &Schema, table: &Table, id: ColumnId) -> bool {
    held(schema, table).any(|(held, _)| held == id)
}

fn is_required(column: &Column) -> bool {
    !column.nullable && column.default.is_none() && column.identity.is_none() && column.generated.is_none()
}

fn model(
    place: &Place<'_>,
    table: &Table,
    names: &TableNames,
    constraints: Option<&ConstraintNames>,
    fields: &[Field<'_>],
) -> StructView {
    let documentation = table.comment.as_deref().filter(|comment| !comment.trim().is_empty());
    let documentation = documentation.map_or_else(
        || vec![format!("/// A row of `{}`.", one_line(&table.name))],
        documentation::lines,
    );
    let serde = table.serde.unwrap_or(place.schema.generate.serde);
    // `derive(Dao)` implements `Debug` itself where something must not be shown.
    let secrets = fields.iter().any(|field| field.column.secret);
    let mut paths = if secrets {
        vec!["Clone", "PartialEq"]
    } else {
        vec!["Debug", "Clone", "PartialEq"]
    };
    match serde {
        // Ours costs less to compile, but knows no attributes of serde.
        Serde::Serialize => paths.push("tablesmith::Serialize"),
        Serde::None | Serde::Both => paths.extend(serde_derives(serde)),
    }
    paths.push("tablesmith::Dao");
    let mut attributes = vec![derives(&paths)];
    attributes.extend(serde_crate(serde));
    attributes.extend(excessive_bools(fields.iter()));
    attributes.extend(table_attributes(place, table, constraints));
    let views = fields.iter().map(|field| FieldView {
        documentation: field
            .column
            .comment
            .as_deref()
            .map(documentation::lines)
            .unwrap_or_default(),
        attributes: column_attribute(field)
            .into_iter()
            .chain(not_serialized(field.column, serde))
            .collect(),
        declaration: declaration(field.column, &field.r#type),
    });
    StructView {
        name: raw(&names.model),
        documentation,
        attributes,
        fields: views.collect(),
    }
}

fn new(names: &TableNames, fields: &[Field<'_>]) -> StructView {
    let required: Vec<&Field<'_>> = fields.iter().filter(|field| field.required).collect();
    let secrets = required.iter().any(|field| field.column.secret);
    // `derive(New)` implements `Debug` itself where something must not be shown.
    let mut paths = if secrets { vec!["Clone"] } else { vec!["Debug", "Clone"] };
    paths.push("tablesmith::New");
    let mut attributes = vec![derives(&paths), format!("#[new({})]", raw(&names.model))];
    attributes.extend(excessive_bools(required.iter().copied()));
    let documentation = format!(
        "/// What a new [`{0}`] needs; the rest are setters of [`{0}::create`].",
        names.model
    );
    let views = required.iter().map(|field| FieldView {
        documentation: Vec::new(),
        attributes: field
            .column
            .secret
            .then(|| "#[new(secret)]".to_owned())
            .into_iter()
            .collect(),
        declaration: declaration(field.column, &field.r#type),
    });
    StructView {
        name: names.new.clone(),
        documentation: vec![documentation],
        attributes,
        fields: views.collect(),
    }
}

/// The derives of serde.
pub(super) fn serde_derives(serde: Serde) -> &'static [&'static str] {
    match serde {
        Serde::None => &[],
        Serde::Serialize => &["tablesmith::serde::Serialize"],
        Serde::Both => &["tablesmith::serde::Serialize", "tablesmith::serde::Deserialize"],
    }
}

fn serde_crate(serde: Serde) -> Option<String> {
    (serde == Serde::Both).then(|| "#[serde(crate = \"tablesmith::serde\")]".to_owned())
}

/// A secret stays out of what serde writes, also by `tablesmith::Serialize`; code that needs it reads the field.
fn not_serialized(column: &Column, serde: Serde) -> Option<String> {
    (column.secret && serde == Serde::Both).then(|| "#[serde(skip_serializing)]".to_owned())
}

/// Clippy minds more than three flags in a struct; a table may have as many as it likes.
fn excessive_bools<'a>(fields: impl Iterator<Item = &'a Field<'a>>) -> Option<String> {
    let flags = fields
        .filter(|field| !field.column.nullable && field.r#type.rust == "bool")
        .count();
    (flags > 3).then(|| "#[allow(clippy::struct_excessive_bools)]".to_owned())
}

/// Whether clippy's `struct_field_names` minds: the struct's name at an end of a field, or one word at an end of all.
fn repeats_a_name(fields: &[Field<'_>], model: &str) -> bool {
    let names = || fields.iter().map(|field| field.column.rust_name.as_str());
    let first = |name: &str| name.split('_').next().unwrap_or_default().to_owned();
    let last = |name: &str| name.rsplit('_').next().unwrap_or_default().to_owned();
    let own = heck::ToSnakeCase::to_snake_case(model);
    let shared = |word: &dyn Fn(&str) -> String| {
        let mut words = names().map(word);
        let one = words.next();
        words.all(|other| Some(other) == one)
    };
    fields.len() >= 3
        && (shared(&first) || shared(&last) || names().any(|name| name.starts_with(&own) || name.ends_with(&own)))
}

fn one_line(text: &str) -> String {
    text.replace(['\r', '\n', '`'], " ")
}

/// Each a line of its own: `#[dao(table = "user")]`, `#[dao(primary_key(…))]`.
fn table_attributes(place: &Place<'_>, table: &Table, constraints: Option<&ConstraintNames>) -> Vec<String> {
    let schema = place.schema;
    let held = |columns: &[ColumnId]| columns.iter().all(|&id| is_held(schema, table, id));
    let fields = |columns: &[ColumnId]| {
        Meta::List(
            "columns",
            columns
                .iter()
                .map(|&id| Meta::word(&raw(&table.column(id).rust_name)))
                .collect(),
        )
    };
    let mut parts = vec![];
    let mut first = vec![Meta::pair("table", &table.name)];
    first.extend(
        table
            .namespace
            .as_deref()
            .map(|namespace| Meta::pair("schema", namespace)),
    );
    if constraints.is_none() {
        first.push(Meta::word("view"));
    }
    if let Some(key) = &table.primary_key
        && held(&key.columns)
    {
        let name = constraints.and_then(|constraints| constraints.primary_key.as_deref());
        let name = name.map(|name| Meta::pair("name", name));
        let items = name.into_iter().chain([fields(&key.columns)]);
        parts.push(Meta::List("primary_key", items.collect()));
    }
    if let Some(constraints) = constraints {
        parts.extend(constraint_attributes(schema, table, constraints, &held, &fields));
    }
    parts.extend(table.scope.as_ref().map(|scope| scope_attribute(place, table, scope)));
    parts.extend(relation::attributes(place, table));
    let attributes = std::iter::once(first).chain(parts.into_iter().map(|part| vec![part]));
    attributes
        .map(|items| attribute(&Meta::List("dao", items), 0))
        .collect()
}

/// What else the database enforces.
fn constraint_attributes(
    schema: &Schema,
    table: &Table,
    constraints: &ConstraintNames,
    held: &dyn Fn(&[ColumnId]) -> bool,
    fields: &dyn Fn(&[ColumnId]) -> Meta,
) -> Vec<Meta> {
    let mut parts = Vec::new();
    for (unique, name) in table.uniques.iter().zip(&constraints.uniques) {
        if held(&unique.columns) {
            parts.push(Meta::List(
                "unique",
                vec![Meta::pair("name", name), fields(&unique.columns)],
            ));
        }
    }
    for (key, name) in table.foreign_keys.iter().zip(&constraints.foreign_keys) {
        if held(&key.columns) {
            let mut items = vec![Meta::pair("name", name), fields(&key.columns)];
            items.extend(target(schema, key));
            if key.deferrable == Some(crate::schema::Deferrable::InitiallyDeferred) {
                items.push(Meta::word("deferred"));
            }
            parts.push(Meta::List("foreign_key", items));
        }
    }
    let checks = constraints.checks.iter();
    parts.extend(checks.map(|name| Meta::List("check", vec![Meta::literal(name)])));
    parts
}

/// `schema = "…", references = "user", to("id")`.
fn target(schema: &Schema, key: &ForeignKey) -> Vec<Meta> {
    let target = schema.table(key.references);
    let mut items: Vec<Meta> = target
        .namespace
        .as_deref()
        .map(|namespace| Meta::pair("schema", namespace))
        .into_iter()
        .collect();
    items.push(Meta::pair("references", &target.name));
    let to = key
        .referenced_columns
        .iter()
        .map(|&id| Meta::literal(&target.column(id).name));
    items.push(Meta::List("to", to.collect()));
    items
}

/// Whether policies decide what a statement finds: of the table, or of one that its scope leads through.
fn reads_secured_rows(schema: &Schema, table: &Table, scope: &Scope) -> bool {
    let mut at = table;
    let mut is_secured = scope.row_security;
    for &key in &scope.path {
        at = schema.table(at.foreign_keys[key].references);
        is_secured |= at.scope.as_ref().is_some_and(|scope| scope.row_security);
    }
    is_secured
}

/// `scope(user_id, owner = super::User)`, or along foreign keys; `rls` where policies of the database say it too.
fn scope_attribute(place: &Place<'_>, table: &Table, scope: &Scope) -> Meta {
    let schema = place.schema;
    let own = scope.path.is_empty();
    let holder = if own { table } else { schema.table(scope.table) };
    let column = holder.column(scope.column);
    let mut items = vec![if own {
        Meta::word(&raw(&column.rust_name))
    } else {
        Meta::literal(&column.name)
    }];
    if reads_secured_rows(schema, table, scope) {
        items.push(Meta::word("rls"));
    }
    items.push(Meta::Opaque(format!("owner = {}", owner(place, holder, scope.column))));
    let mut at = table;
    for (position, &index) in scope.path.iter().enumerate() {
        let key = &at.foreign_keys[index];
        let mut step: Vec<Meta> = key
            .columns
            .iter()
            .map(|&id| {
                let column = at.column(id);
                if position == 0 {
                    Meta::word(&raw(&column.rust_name))
                } else {
                    Meta::literal(&column.name)
                }
            })
            .collect();
        step.extend(target(schema, key));
        items.push(Meta::List("through", step));
        at = schema.table(key.references);
    }
    Meta::List("scope", items)
}

/// The model that the column points at by its key; else the type of the column.
fn owner(place: &Place<'_>, holder: &Table, column: ColumnId) -> String {
    let owner = holder.foreign_keys.iter().find_map(|key| {
        let target = place.schema.table(key.references);
        let by_key = target
            .primary_key
            .as_ref()
            .is_some_and(|primary| primary.columns == key.referenced_columns);
        (key.columns == [column] && by_key).then_some(target)
    });
    owner.map_or_else(
        || types::field(place.schema, place, holder.column(column)).rust,
        |owner| place.path(owner.module, &owner.rust_name),
    )
}

/// `#[dao(…)]` of a field, if there is anything to say.
fn column_attribute(field: &Field<'_>) -> Option<String> {
    let column = field.column;
    let mut items = Vec::new();
    if column.name != column.rust_name {
        items.push(Meta::pair("column", &column.name));
    }
    items.extend(
        field
            .r#type
            .postgres
            .as_deref()
            .map(|postgres| Meta::pair("type", postgres)),
    );
    items.extend(default(column));
    if let Some(default) = &column.update_default {
        items.extend(update_default(default));
    }
    let database_makes_it = column.generated.is_some() || column.identity == Some(Identity::Always);
    for (said, word) in [
        (database_makes_it, "generated"),
        (field.r#type.json, "json"),
        (field.r#type.through_text, "through_text"),
        (column.secret, "secret"),
    ] {
        if said {
            items.push(Meta::word(word));
        }
    }
    if !column.validate.is_empty() {
        items.push(Meta::List(
            "validate",
            column.validate.iter().map(validation::rule).collect(),
        ));
    }
    (!items.is_empty()).then(|| attribute(&Meta::List("dao", items), 4))
}

fn default(column: &Column) -> Option<Meta> {
    if column.identity == Some(Identity::ByDefault) {
        return Some(Meta::word("default"));
    }
    let default = column.default.as_ref()?;
    Some(generator(default).map_or_else(|| Meta::word("default"), |name| Meta::pair("default", name)))
}

/// `update_default = "now"`, or `update_default(value = true)`.
fn update_default(default: &Default) -> Option<Meta> {
    if let Some(name) = generator(default) {
        return Some(Meta::pair("update_default", name));
    }
    let Default::Literal(value) = default else {
        return None;
    };
    let value = match value {
        Literal::Boolean(value) => Meta::Text(format!("value = {value}")),
        Literal::Integer(value) => Meta::Text(format!("value = {value}")),
        Literal::Float(value) => Meta::Text(format!("value = {value:?}")),
        Literal::Text(text) => Meta::pair("value", text),
        Literal::Json(value) => Meta::pair("value", &value.to_string()),
    };
    Some(Meta::List("update_default", vec![value]))
}

fn generator(default: &Default) -> Option<&'static str> {
    match default {
        Default::Literal(_) | Default::Sql(_) => None,
        Default::Generator(generator) => Some(match generator {
            Generator::Now => "now",
            Generator::Uuid => "uuid",
            Generator::UuidV7 => "uuid_v7",
            Generator::Nanoid => "nanoid",
            Generator::Ulid => "ulid",
        }),
    }
}

/// `    pub name: Type,`; rustfmt puts a type that does not fit below its name.
fn declaration(column: &Column, r#type: &FieldType) -> String {
    let name = raw(&column.rust_name);
    let rust = &r#type.rust;
    let rust = if column.nullable {
        &format!("Option<{rust}>")
    } else {
        rust
    };
    let flat = format!("    pub {name}: {rust},");
    if flat.chars().count() <= MAX_WIDTH {
        flat
    } else {
        format!("    pub {name}:\n        {rust},")
    }
}

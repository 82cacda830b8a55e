//! A model, checked: what the tokens are made of.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span};
use syn::{Data, DeriveInput, Fields, Type, Visibility};

use super::attributes::{
    Argument, DefaultAttribute, FieldAttributes, ForeignKeyAttribute, KeyAttribute, Name, ScopeAttribute,
    StructAttributes, read_field, read_struct,
};
use super::relation::{self, Relation};
use super::validation::{Validation, check as check_validation};
use crate::errors::Errors;
use crate::names;

/// A struct with `#[derive(Dao)]`.
pub(super) struct Model<'a> {
    pub(super) ident: &'a Ident,
    pub(super) visibility: &'a Visibility,
    pub(super) table: String,
    pub(super) schema: Option<String>,
    /// Whether it is read only.
    pub(super) view: bool,
    pub(super) columns: Vec<Column<'a>>,
    pub(super) primary_key: Option<Key>,
    pub(super) uniques: Vec<Key>,
    pub(super) foreign_keys: Vec<ForeignKey>,
    pub(super) checks: Vec<String>,
    pub(super) scope: Option<Scope>,
    pub(super) relations: Vec<Relation>,
}

/// A column, from a field.
pub(super) struct Column<'a> {
    pub(super) field: &'a Ident,
    pub(super) constant: Ident,
    pub(super) setter: Ident,
    pub(super) name: String,
    /// The type of a value: what stands in the `Option` of a nullable one.
    pub(super) value: &'a Type,
    pub(super) r#type: &'a Type,
    pub(super) postgres_type: Option<String>,
    pub(super) nullable: bool,
    pub(super) default: Default,
    pub(super) update_default: Default,
    /// What an update writes, where that is a value.
    pub(super) update_value: Option<Written>,
    pub(super) generated: bool,
    pub(super) json: bool,
    pub(super) through_text: bool,
    pub(super) secret: bool,
    pub(super) validate: Vec<Validation>,
    /// Whether it is part of the primary key.
    pub(super) in_key: bool,
    /// Whether it holds the owner.
    pub(super) owner: bool,
}

/// A value that is written down.
pub(super) enum Written {
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(String),
}

/// Who makes a value that nobody gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Default {
    None,
    Database,
    Now,
    Uuid,
    UuidV7,
    Nanoid,
    Ulid,
}

impl Column<'_> {
    /// Whether no row can be created without a value for it.
    pub(super) fn is_required(&self) -> bool {
        !self.nullable && !self.generated && !self.owner && self.default == Default::None
    }
}

/// A primary key or unique constraint; columns are indexes.
pub(super) struct Key {
    pub(super) name: String,
    pub(super) columns: Vec<usize>,
}

pub(super) struct ForeignKey {
    pub(super) name: String,
    pub(super) columns: Vec<usize>,
    pub(super) schema: Option<String>,
    pub(super) table: String,
    pub(super) referenced: Vec<String>,
    pub(super) deferred: bool,
}

pub(super) struct Scope {
    pub(super) owner: Type,
    pub(super) column: String,
    pub(super) rls: bool,
    pub(super) steps: Vec<Step>,
}

pub(super) struct Step {
    pub(super) columns: Vec<String>,
    pub(super) schema: Option<String>,
    pub(super) table: String,
    pub(super) referenced: Vec<String>,
}

/// Reads and checks a struct.
pub(super) fn read(input: &DeriveInput) -> syn::Result<Model<'_>> {
    let Data::Struct(data) = &input.data else {
        return Err(syn::Error::new_spanned(
            &input.ident,
            "a model is a struct; for the values of a column, write `#[derive(tablesmith::Enum)]`",
        ));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(syn::Error::new_spanned(
            &input.ident,
            "a model has named fields, one for each column",
        ));
    };
    if !input.generics.params.is_empty() {
        return Err(syn::Error::new_spanned(
            &input.generics,
            "a model has no type parameters and no lifetimes: its fields own their values",
        ));
    }

    let mut errors = Errors::new();
    let attributes = read_struct(&input.attrs, &mut errors);
    let mut columns = Vec::with_capacity(fields.named.len());
    let mut keys = FieldKeys {
        primary: Vec::new(),
        uniques: Vec::new(),
    };
    for (index, field) in fields.named.iter().enumerate() {
        let Some(ident) = &field.ident else { continue };
        let mut read = read_field(&field.attrs, &mut errors);
        if let Some(key) = read.primary_key.take() {
            keys.primary.push((index, key));
        }
        if let Some(key) = read.unique.take() {
            keys.uniques.push((index, key));
        }
        columns.push(column(ident, &field.ty, read, &mut errors));
    }
    if columns.is_empty() {
        errors.at(&input.ident, "a model needs a field for each column, at least one");
    }
    let model = assemble(input, attributes, columns, keys, &mut errors);
    errors.finish()?;
    Ok(model)
}

/// Keys written at fields.
struct FieldKeys {
    primary: Vec<(usize, super::attributes::FieldKey)>,
    uniques: Vec<(usize, super::attributes::FieldKey)>,
}

fn assemble<'a>(
    input: &'a DeriveInput,
    attributes: StructAttributes,
    mut columns: Vec<Column<'a>>,
    keys: FieldKeys,
    errors: &mut Errors,
) -> Model<'a> {
    let table = attributes
        .table
        .as_ref()
        .map_or_else(|| names::table(&names::field(&input.ident)), syn::LitStr::value);
    let names = Names { table: &table };
    distinct(&columns, errors);

    let primary_key = match attributes.primary_key {
        Some(key) => {
            for (_, field) in &keys.primary {
                errors.at_span(field.span, "the struct's `primary_key(…)` names the columns already");
            }
            names.key(&key, "pkey", &columns, errors)
        }
        None => names.field_keys(keys.primary, "pkey", &columns, errors),
    };
    let mut uniques: Vec<Key> = attributes
        .uniques
        .into_iter()
        .filter_map(|key| names.key(&key, "key", &columns, errors))
        .collect();
    for (index, key) in keys.uniques {
        uniques.extend(names.field_keys(vec![(index, key)], "key", &columns, errors));
    }
    let foreign_keys: Vec<ForeignKey> = attributes
        .foreign_keys
        .into_iter()
        .filter_map(|key| names.foreign_key(key, &columns, errors))
        .collect();
    let scope = attributes
        .scope
        .and_then(|attribute| scope(attribute, &mut columns, errors));
    let relations = relation::relations(attributes.relations, &columns, errors);
    for &index in primary_key.iter().flat_map(|key| &key.columns) {
        columns[index].in_key = true;
    }
    if let Some(view) = attributes.view
        && !(uniques.is_empty() && foreign_keys.is_empty() && attributes.checks.is_empty())
    {
        errors.at_span(
            view,
            "the database enforces nothing of a view: it has a `primary_key(…)` and a `scope(…)`, and no other keys and checks",
        );
    }
    Model {
        ident: &input.ident,
        visibility: &input.vis,
        schema: attributes.schema.map(|schema| schema.value()),
        view: attributes.view.is_some(),
        columns,
        primary_key,
        uniques,
        foreign_keys,
        checks: attributes.checks.iter().map(syn::LitStr::value).collect(),
        scope,
        relations,
        table,
    }
}

fn column<'a>(field: &'a Ident, r#type: &'a Type, read: FieldAttributes, errors: &mut Errors) -> Column<'a> {
    let name = names::field(field);
    let inner = option(r#type);
    if let (Some(json), Some(_)) = (read.json, read.through_text) {
        errors.at_span(
            json,
            "`json` and `through_text` exclude each other: a column is read in one way",
        );
    }
    let default = read
        .default
        .as_ref()
        .map_or(Default::None, |default| generator(default, errors));
    if let Some(value) = read.default.as_ref().and_then(|default| default.value.as_ref()) {
        errors.at_span(value.span(), "the database has this value: write `default` alone");
    }
    let update_value = read
        .update_default
        .as_ref()
        .and_then(|default| written(default.value.as_ref()?, errors));
    let update_default = read.update_default.as_ref().map_or(Default::None, |default| {
        if default.generator.is_none() && default.value.is_none() {
            errors.at_span(
                default.span,
                "say what an update writes: `update_default = \"now\"`, or uuid, uuid_v7, nanoid, ulid; or \
                 `update_default(value = \"…\")`",
            );
        }
        match default.value {
            Some(_) => Default::None,
            None => generator(default, errors),
        }
    });
    if read.generated {
        for attribute in [&read.default, &read.update_default].into_iter().flatten() {
            errors.at_span(
                attribute.span,
                "the database computes a `generated` column: it has no default",
            );
        }
    }
    let validate = read
        .validate
        .iter()
        .filter_map(|rule| check_validation(rule, errors))
        .collect();
    Column {
        constant: Ident::new(&names::column_constant(&name), field.span()),
        setter: names::setter(field),
        name: read.column.map_or(name, |column| column.value()),
        value: inner.unwrap_or(r#type),
        nullable: inner.is_some(),
        postgres_type: read.postgres_type.map(|literal| literal.value()),
        default,
        update_default,
        update_value,
        generated: read.generated,
        json: read.json.is_some(),
        through_text: read.through_text.is_some(),
        secret: read.secret,
        validate,
        in_key: false,
        owner: false,
        field,
        r#type,
    }
}

fn written(value: &Argument, errors: &mut Errors) -> Option<Written> {
    let found = match value {
        Argument::Open => None,
        Argument::Literal { negative, literal } => match (negative, literal) {
            (false, syn::Lit::Str(text)) => Some(Written::Text(text.value())),
            (false, syn::Lit::Bool(value)) => Some(Written::Boolean(value.value)),
            (negative, syn::Lit::Int(digits)) => {
                let sign = if *negative { "-" } else { "" };
                format!("{sign}{}", digits.base10_digits())
                    .parse()
                    .ok()
                    .map(Written::Integer)
            }
            (negative, syn::Lit::Float(digits)) => digits
                .base10_parse::<f64>()
                .ok()
                .map(|value| Written::Float(if *negative { -value } else { value })),
            _ => None,
        },
    };
    if found.is_none() {
        errors.at_span(
            value.span(),
            "write the value as a text, a number, `true` or `false`, as its column takes it",
        );
    }
    found
}

fn generator(default: &DefaultAttribute, errors: &mut Errors) -> Default {
    let Some(generator) = &default.generator else {
        return Default::Database;
    };
    match generator.value().as_str() {
        "now" => Default::Now,
        "uuid" => Default::Uuid,
        "uuid_v7" => Default::UuidV7,
        "nanoid" => Default::Nanoid,
        "ulid" => Default::Ulid,
        _ => {
            errors.at(
                generator,
                "unknown generator: known are now, uuid, uuid_v7, nanoid, ulid; where the database has a default of \
                 another kind, write `default` alone",
            );
            Default::Database
        }
    }
}

/// What stands in an `Option`.
fn option(r#type: &Type) -> Option<&Type> {
    let Type::Path(path) = r#type else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Option")?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        syn::GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}

/// No two fields may be one column, or one constant.
fn distinct(columns: &[Column<'_>], errors: &mut Errors) {
    let mut by_name = BTreeMap::new();
    let mut by_constant = BTreeMap::new();
    for column in columns {
        if let Some(other) = by_name.insert(&column.name, column.field) {
            errors.at(
                column.field,
                format_args!("`{other}` is the column `{}` already", column.name),
            );
        }
        if let Some(other) = by_constant.insert(column.constant.to_string(), column.field) {
            let constant = &column.constant;
            errors.at(
                column.field,
                format_args!(
                    "`{other}` has the constant `{constant}` already: rename one field and give it `column = \"…\"`"
                ),
            );
        }
    }
}

/// Names of keys that are not written, by PostgreSQL's scheme.
struct Names<'a> {
    table: &'a str,
}

impl Names<'_> {
    fn key(&self, key: &KeyAttribute, suffix: &str, columns: &[Column<'_>], errors: &mut Errors) -> Option<Key> {
        let indexes = indexes(&key.columns, key.span, columns, errors)?;
        let name = self.name(key.name.as_ref(), key.span, &indexes, suffix, columns, errors);
        Some(Key { name, columns: indexes })
    }

    /// The key of the fields that carry the word.
    fn field_keys(
        &self,
        keys: Vec<(usize, super::attributes::FieldKey)>,
        suffix: &str,
        columns: &[Column<'_>],
        errors: &mut Errors,
    ) -> Option<Key> {
        let span = keys.first()?.1.span;
        let name = keys.iter().find_map(|(_, key)| key.name.clone());
        let indexes: Vec<usize> = keys.into_iter().map(|(index, _)| index).collect();
        Some(Key {
            name: self.name(name.as_ref(), span, &indexes, suffix, columns, errors),
            columns: indexes,
        })
    }

    fn foreign_key(&self, key: ForeignKeyAttribute, columns: &[Column<'_>], errors: &mut Errors) -> Option<ForeignKey> {
        let indexes = indexes(&key.columns, key.span, columns, errors)?;
        let Some(references) = key.references else {
            errors.at_span(
                key.span,
                "say which table it points at: `references = \"user\", to(\"id\")`",
            );
            return None;
        };
        if key.to.len() != indexes.len() {
            errors.at_span(
                key.span,
                format_args!(
                    "`to(…)` names {} of the other table's columns: give {}",
                    key.to.len(),
                    indexes.len()
                ),
            );
        }
        Some(ForeignKey {
            name: self.name(key.name.as_ref(), key.span, &indexes, "fkey", columns, errors),
            columns: indexes,
            schema: key.schema.map(|schema| schema.value()),
            table: references.value(),
            referenced: key.to.iter().map(syn::LitStr::value).collect(),
            deferred: key.deferred,
        })
    }

    fn name(
        &self,
        written: Option<&syn::LitStr>,
        span: Span,
        indexes: &[usize],
        suffix: &str,
        columns: &[Column<'_>],
        errors: &mut Errors,
    ) -> String {
        if let Some(written) = written {
            return written.value();
        }
        let mut name = self.table.to_owned();
        if suffix != "pkey" {
            for &index in indexes {
                name.push('_');
                name.push_str(&columns[index].name);
            }
        }
        name.push('_');
        name.push_str(suffix);
        if name.len() > names::LONGEST_NAME {
            errors.at_span(
                span,
                format_args!(
                    "the name `{name}` is too long for PostgreSQL: write `name = \"…\"`, as the database has it"
                ),
            );
        }
        name
    }
}

/// The columns of fields, by index.
pub(super) fn indexes(fields: &[Ident], span: Span, columns: &[Column<'_>], errors: &mut Errors) -> Option<Vec<usize>> {
    if fields.is_empty() {
        errors.at_span(span, "say its columns: `columns(…)` with the names of fields");
        return None;
    }
    let before = fields.len();
    let found: Vec<usize> = fields
        .iter()
        .filter_map(|field| index(field, columns, errors))
        .collect();
    (found.len() == before).then_some(found)
}

fn index(field: &Ident, columns: &[Column<'_>], errors: &mut Errors) -> Option<usize> {
    let name = names::field(field);
    let found = columns.iter().position(|column| names::field(column.field) == name);
    if found.is_none() {
        let fields: Vec<String> = columns.iter().map(|column| format!("`{}`", column.field)).collect();
        errors.at(
            field,
            format_args!("there is no field `{name}`: the fields are {}", fields.join(", ")),
        );
    }
    found
}

fn scope(attribute: ScopeAttribute, columns: &mut [Column<'_>], errors: &mut Errors) -> Option<Scope> {
    let Some(owner) = attribute.owner else {
        errors.at_span(
            attribute.span,
            "say whom the rows belong to: `owner = User`, a model or the type of a key",
        );
        return None;
    };
    let own = attribute.steps.is_empty();
    let column = match attribute.column? {
        Name::Field(field) if own => {
            let index = index(&field, columns, errors)?;
            columns[index].owner = true;
            columns[index].name.clone()
        }
        Name::Field(field) => {
            errors.at(
                &field,
                format_args!("this column is of another table: write its name there, \"{field}\""),
            );
            return None;
        }
        Name::Database(name) if own => {
            errors.at(&name, "this column is of this struct: write its field, without quotes");
            return None;
        }
        Name::Database(name) => name.value(),
    };
    let mut steps = Vec::with_capacity(attribute.steps.len());
    for (position, step) in attribute.steps.into_iter().enumerate() {
        let Some(references) = step.references else {
            errors.at_span(
                step.span,
                "say which table this step leads to: `references = \"…\", to(\"id\")`",
            );
            continue;
        };
        let mut from = Vec::with_capacity(step.columns.len());
        for column in step.columns {
            match column {
                Name::Field(field) if position == 0 => {
                    from.extend(index(&field, columns, errors).map(|index| columns[index].name.clone()));
                }
                Name::Database(name) if position > 0 => from.push(name.value()),
                Name::Field(field) => errors.at(
                    &field,
                    format_args!("this column is of another table: write its name there, \"{field}\""),
                ),
                Name::Database(name) => {
                    errors.at(&name, "this column is of this struct: write its field, without quotes");
                }
            }
        }
        if from.is_empty() || from.len() != step.to.len() {
            errors.at_span(
                step.span,
                "a step names as many columns as it has in `to(…)`, at least one",
            );
        }
        steps.push(Step {
            columns: from,
            schema: step.schema.map(|schema| schema.value()),
            table: references.value(),
            referenced: step.to.iter().map(syn::LitStr::value).collect(),
        });
    }
    Some(Scope {
        owner,
        column,
        rls: attribute.rls,
        steps,
    })
}

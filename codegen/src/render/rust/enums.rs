//! The file of a module's enums: what the template sees.

use heck::ToSnakeCase as _;
use serde::Serialize;

use super::attribute::{Meta, attribute, derives};
use super::documentation;
use super::model::serde_derives;
use super::place::raw;
use crate::dialect::DialectName;
use crate::render::HEADER;
use crate::schema::{Enum, EnumStorage, EnumValue, Scalar, Schema, Serde, Table};

/// What `rust/enums.rs` sees; all text is final.
#[derive(Debug, Serialize)]
pub(super) struct EnumsView {
    header: &'static str,
    file_attributes: Vec<String>,
    enums: Vec<EnumView>,
}

#[derive(Debug, Serialize)]
struct EnumView {
    name: String,
    documentation: Vec<String>,
    attributes: Vec<String>,
    variants: Vec<VariantView>,
}

#[derive(Debug, Serialize)]
struct VariantView {
    documentation: String,
    attributes: Vec<String>,
    name: String,
}

impl EnumsView {
    pub(super) fn new(schema: &Schema, enums: &[&Enum]) -> Self {
        let code = enums
            .iter()
            .filter_map(|found| found.comment.as_deref())
            .any(documentation::looks_like_code);
        let mut file_attributes = Vec::new();
        if code {
            file_attributes.push("#![allow(clippy::doc_markdown)]".to_owned());
        }
        if enums.iter().any(|found| repeats_a_name(found)) {
            file_attributes.push("#![allow(clippy::enum_variant_names)]".to_owned());
        }
        Self {
            header: HEADER,
            file_attributes,
            enums: enums.iter().map(|found| view(found, serde_of(schema, found))).collect(),
        }
    }
}

/// What models that have the enum derive, it derives too.
fn serde_of(schema: &Schema, found: &Enum) -> Serde {
    let holds = |table: &&Table| {
        let mut scalars = table.columns.iter().map(|column| &column.r#type.scalar);
        scalars.any(|scalar| matches!(scalar, Scalar::Enum(id) if schema.enumeration(*id).key == found.key))
    };
    let tables = schema.tables.iter().filter(holds).filter_map(|table| table.serde);
    tables.fold(schema.generate.serde, Serde::max)
}

fn view(found: &Enum, serde: Serde) -> EnumView {
    let mut paths = vec!["Debug", "Clone", "Copy", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash"];
    paths.extend(serde_derives(serde));
    paths.push("tablesmith::Enum");
    let mut attributes = vec![derives(&paths)];
    if serde != Serde::None {
        let rename = Meta::pair("rename_all", "snake_case");
        attributes.push(attribute(
            &Meta::List("serde", vec![Meta::pair("crate", "tablesmith::serde"), rename]),
            0,
        ));
    }
    let mut named = vec![Meta::pair("name", &found.name)];
    let own = || {
        DialectName::ALL
            .iter()
            .find_map(|dialect| dialect.dialect().type_namespace(&found.name))
    };
    let namespace = found.namespace.as_deref().or_else(own);
    named.extend(namespace.map(|namespace| Meta::pair("schema", namespace)));
    if found.storage == EnumStorage::Text {
        named.push(Meta::word("text"));
    }
    attributes.push(attribute(&Meta::List("dao", named), 0));
    let documentation = found.comment.as_deref().filter(|comment| !comment.trim().is_empty());
    let documentation = documentation.map_or_else(
        || {
            vec![format!(
                "/// The values of `{}`.",
                found.name.replace(['\r', '\n', '`'], " ")
            )]
        },
        documentation::lines,
    );
    EnumView {
        name: raw(&found.rust_name),
        documentation,
        attributes,
        variants: found.values.iter().map(|value| variant(value, serde)).collect(),
    }
}

/// The value is said where it does not follow from the variant.
fn variant(value: &EnumValue, serde: Serde) -> VariantView {
    let mut attributes = Vec::new();
    if value.rust_name.to_snake_case() != value.value {
        attributes.push(attribute(
            &Meta::List("dao", vec![Meta::pair("value", &value.value)]),
            4,
        ));
    }
    if serde != Serde::None && snake_case_of_serde(&value.rust_name) != value.value {
        attributes.push(attribute(
            &Meta::List("serde", vec![Meta::pair("rename", &value.value)]),
            4,
        ));
    }
    VariantView {
        documentation: format!("/// `{}`.", value.value.replace(['\r', '\n', '`'], " ")),
        attributes,
        name: raw(&value.rust_name),
    }
}

/// serde's rule: an underscore before each capital but the first.
fn snake_case_of_serde(variant: &str) -> String {
    let mut snake = String::with_capacity(variant.len() + 4);
    for (index, letter) in variant.char_indices() {
        if index > 0 && letter.is_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// Whether clippy's `enum_variant_names` minds: the enum's name at an end of a variant, or one word at an end of all.
fn repeats_a_name(found: &Enum) -> bool {
    let names: Vec<String> = found
        .values
        .iter()
        .map(|value| value.rust_name.to_snake_case())
        .collect();
    let own = found.rust_name.to_snake_case();
    let same = |word: fn(&String) -> Option<&str>| names.windows(2).all(|pair| word(&pair[0]) == word(&pair[1]));
    names.len() >= 3
        && (same(|name| name.split('_').next())
            || same(|name| name.rsplit('_').next())
            || names.iter().any(|name| name.starts_with(&own) || name.ends_with(&own)))
}

//! Enums.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostics, schema as say, types as say_type};
use crate::document;
use crate::schema::context::Context;
use crate::schema::names::{self, Kind};
use crate::schema::rust_names::RustNames;
use crate::schema::{Enum, EnumValue};
use crate::source::Spanned;

/// Every enum of the document.
pub(super) fn resolve(context: &Context<'_>, diagnostics: &mut Diagnostics) -> Vec<Enum> {
    let written = context.document.enums.iter();
    written
        .map(|written| enumeration(context, written, diagnostics))
        .collect()
}

fn enumeration(context: &Context<'_>, written: &document::Enum, diagnostics: &mut Diagnostics) -> Enum {
    let name = written.type_name.as_ref().unwrap_or(&written.key);
    names::check(context, &name.value, name.span, diagnostics);
    if let Some(from) = &written.renamed_from
        && from.value == written.key.value
    {
        diagnostics.push(say::still_there("enum", &from.value, from.span, written.key.span));
    }
    let values = values(context, written, diagnostics);
    let replaced = replaced(written, &values, diagnostics);
    Enum {
        key: written.key.value.clone(),
        name: name.value.clone(),
        namespace: written.namespace.as_ref().map(|namespace| namespace.value.clone()),
        rust_name: names::rust_name(written.rust_name.as_ref(), &written.key, Kind::Type, diagnostics),
        module: written.module,
        comment: written.comment.clone(),
        storage: written.storage,
        values,
        replaced,
        renamed_from: written.renamed_from.as_ref().map(|from| from.value.clone()),
        span: written.key.span,
    }
}

fn values(context: &Context<'_>, written: &document::Enum, diagnostics: &mut Diagnostics) -> Vec<EnumValue> {
    let mut rust_names = RustNames::default();
    let mut seen = BTreeMap::new();
    let mut values = Vec::with_capacity(written.values.len());
    for value in &written.values {
        let text = value.value.as_ref().unwrap_or(&value.name);
        // No text at all is a value that a database takes; to be sure that it is meant, `value` has to say it.
        if !text.value.is_empty() || value.value.is_none() {
            names::check(context, &text.value, text.span, diagnostics);
        }
        if let Some(first) = seen.insert(text.value.as_str(), text.span) {
            diagnostics.push(crate::diagnostic::document::listed_twice(&text.value, text.span, first));
            continue;
        }
        let rust_name = names::rust_name(value.rust_name.as_ref(), &value.name, Kind::Variant, diagnostics);
        let owner = format!("value `{}`", value.name.value);
        rust_names.take(&rust_name, &owner, value.name.span, diagnostics);
        if let Some(from) = &value.renamed_from
            && from.value == text.value
        {
            diagnostics.push(say::still_there("value", &from.value, from.span, text.span));
        }
        values.push(EnumValue {
            value: text.value.clone(),
            rust_name,
            renamed_from: value.renamed_from.as_ref().map(|from| from.value.clone()),
            span: value.name.span,
        });
    }
    values
}

/// `replaced` names values that are gone; another may have got the name of one.
fn still_there(gone: &Spanned<String>, values: &[EnumValue], diagnostics: &mut Diagnostics) {
    let is_there = |value: &&EnumValue| value.value == gone.value && value.renamed_from.is_none();
    if let Some(value) = values.iter().find(is_there) {
        diagnostics.push(say::still_there("value", &gone.value, gone.span, value.span));
    }
}

fn replaced(written: &document::Enum, values: &[EnumValue], diagnostics: &mut Diagnostics) -> BTreeMap<String, String> {
    let mut replaced = BTreeMap::new();
    for (from, to) in &written.replaced {
        still_there(from, values, diagnostics);
        if !values.iter().any(|value| value.value == to.value) {
            let known = values.iter().map(|value| value.value.as_str());
            diagnostics.push(say_type::not_an_enum_value(
                &to.value,
                &written.key.value,
                to.span,
                known,
            ));
        }
        replaced.insert(from.value.clone(), to.value.clone());
    }
    replaced
}

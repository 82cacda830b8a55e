//! Names: what the database takes, and what Rust makes of a key.

use std::collections::BTreeMap;

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::diagnostic::{Diagnostics, schema as say};
use crate::schema::context::Context;
use crate::source::{Span, Spanned};

/// Methods of the builders of `create` and `update`. Each field is a setter there, so that one of such a name would hide
/// the method: it gets a trailing `_`. (Methods of the model itself and fields do not meet in Rust.)
const RESERVED_FIELDS: &[&str] = &["exec", "into_patch", "upsert", "upsert_on"];

/// Modules that generated code has itself.
pub(super) const RESERVED_MODULES: &[&str] = &["enums", "lib", "main", "migrations", "mod", "tablesmith"];

/// Types that a model's file uses by their short name.
const RESERVED_TYPES: &[&str] = &[
    "Option", "Result", "String", "Vec", "Box", "Some", "None", "Ok", "Err", "Self", "bool", "f32", "f64", "i16",
    "i32", "i64", "str", "u8",
];

/// Constants that `derive(Enum)` gives an enum, beside its variants.
const RESERVED_VARIANTS: &[&str] = &["ALL"];

/// Words that cannot be written as raw identifiers (Rust reference, "Raw identifiers").
const NEVER_RAW: &[&str] = &["self", "Self", "super", "crate", "_"];

/// The name of our own table in every database.
const HISTORY_TABLE: &str = "_tablesmith_migrations";

/// Whether text can be a Rust identifier, perhaps with `r#`.
pub(super) fn is_identifier(text: &str) -> bool {
    let ascii = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let is_word = if ascii {
        text.bytes().next().is_some_and(|first| !first.is_ascii_digit())
    } else {
        syn::parse_str::<syn::Ident>(text).is_ok()
    };
    is_word && !NEVER_RAW.contains(&text)
}

/// What a Rust name is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The struct of a table, or an enum.
    Type,
    /// The field of a column, or a relation.
    Field,
    /// The variant of an enum's value.
    Variant,
}

impl Kind {
    /// What Rust makes of a key; `None` when no letter of it can be in a name.
    pub(crate) fn name(self, key: &str) -> Option<String> {
        let cased = match self {
            Self::Type | Self::Variant => key.to_upper_camel_case(),
            Self::Field => key.to_snake_case(),
        };
        identifier(cased, self)
    }

    /// Whether generated code has this name itself, where one of this kind would stand.
    fn is_reserved(self, name: &str) -> bool {
        match self {
            Self::Type => RESERVED_TYPES.contains(&name) || RESERVED_MODULES.contains(&name),
            Self::Field => RESERVED_FIELDS.contains(&name),
            Self::Variant => RESERVED_VARIANTS.contains(&name),
        }
    }
}

fn identifier(cased: String, kind: Kind) -> Option<String> {
    let mut name = cased;
    if !name.is_ascii() {
        // Letters to heck are more than identifiers may hold, as `²`.
        name.retain(|letter| letter == '_' || syn::parse_str::<syn::Ident>(&format!("a{letter}")).is_ok());
    }
    if name.chars().all(|letter| letter == '_') {
        return None;
    }
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert(0, '_');
    }
    if kind.is_reserved(&name) || NEVER_RAW.contains(&name.as_str()) {
        name.push('_');
    }
    is_identifier(&name).then_some(name)
}

/// The authored Rust name where it is an identifier, else the one of the key.
pub(super) fn rust_name(
    authored: Option<&Spanned<String>>,
    key: &Spanned<String>,
    kind: Kind,
    diagnostics: &mut Diagnostics,
) -> String {
    if let Some(authored) = authored {
        if !is_identifier(&authored.value) {
            diagnostics.push(say::invalid_rust_name(&authored.value, authored.span));
        }
        if kind.is_reserved(&authored.value) {
            diagnostics.push(say::reserved_rust_name(&authored.value, authored.span));
        }
        return authored.value.clone();
    }
    kind.name(&key.value).unwrap_or_else(|| {
        diagnostics.push(say::no_rust_name(&key.value, key.span));
        String::new()
    })
}

/// Names of one space of the database that must differ.
pub(super) struct DatabaseNames {
    folds_case: bool,
    taken: BTreeMap<(Option<String>, String), (String, Span)>,
}

impl DatabaseNames {
    pub(super) fn new(context: &Context<'_>) -> Self {
        Self {
            folds_case: context
                .targets
                .iter()
                .any(|target| !target.capabilities.case_sensitive_names),
            taken: BTreeMap::new(),
        }
    }

    /// Takes a name for `owner`, where that is told elsewhere when another has it.
    pub(super) fn hold(&mut self, namespace: Option<&str>, name: &str, owner: String, span: Span) {
        self.take(namespace, name, owner, span, &mut Diagnostics::new());
    }

    /// Takes a name for `owner`; an error when another has it.
    pub(super) fn take(
        &mut self,
        namespace: Option<&str>,
        name: &str,
        owner: String,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) {
        let fold = |text: &str| {
            if self.folds_case {
                text.to_ascii_lowercase()
            } else {
                text.to_owned()
            }
        };
        let place = (namespace.map(fold), fold(name));
        if let Some((other, first)) = self.taken.get(&place) {
            diagnostics.push(say::database_names_meet(name, &owner, span, other, *first));
        } else {
            self.taken.insert(place, (owner, span));
        }
    }
}

/// Whether every database takes this name as it is.
pub(super) fn check(context: &Context<'_>, name: &str, span: Span, diagnostics: &mut Diagnostics) {
    if name.is_empty() {
        diagnostics.push(say::empty_name(span));
    } else if name.contains('\0') {
        diagnostics.push(say::nul_in_name(span));
    }
    let limits = context.targets.iter().filter_map(|target| {
        let limit = target.capabilities.identifier_bytes?;
        (name.len() > limit).then_some((target.name(), limit))
    });
    for (dialect, limit) in limits {
        diagnostics.push(say::name_too_long(name, span, dialect, limit));
    }
}

/// Whether every database takes this name for a table.
pub(super) fn check_table(context: &Context<'_>, name: &str, span: Span, diagnostics: &mut Diagnostics) {
    check(context, name, span, diagnostics);
    if name.eq_ignore_ascii_case(HISTORY_TABLE) {
        diagnostics.push(say::our_own_table(name, span));
    }
    for target in &context.targets {
        let Some(prefix) = target.capabilities.reserved_table_prefix else {
            continue;
        };
        if name
            .get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        {
            diagnostics.push(say::reserved_name(name, span, target.name()));
        }
    }
}

/// Whether every database takes this name for a column.
pub(super) fn check_column(context: &Context<'_>, name: &str, span: Span, diagnostics: &mut Diagnostics) {
    check(context, name, span, diagnostics);
    for target in &context.targets {
        if target.capabilities.system_columns.contains(&name) {
            diagnostics.push(say::reserved_name(name, span, target.name()));
        }
    }
}

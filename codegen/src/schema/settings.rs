//! `[database]`, `[env.*]`, `[generate]`, namespaces and modules.

use std::collections::BTreeMap;

use heck::ToSnakeCase;

use crate::diagnostic::{Diagnostics, dialect as say_dialect, schema as say};
use crate::dialect::DialectName;
use crate::document::{Document, Models};
use crate::schema::context::Context;
use crate::schema::names;
use crate::schema::rust_names::RustNames;
use crate::schema::{Database, Environment, Generate, Namespace, Output};

const MODELS: &str = "generated/src";
pub(super) const MIGRATIONS: &str = "generated/migrations";
const TEMPLATES: &str = "templates";
/// So many take a fraction of a second.
const REWRITE_ROWS: u64 = 100_000;

/// The dialects by the schemes of their URLs.
const SCHEMES: &[(&str, DialectName)] = &[
    ("sqlite:", DialectName::Sqlite),
    ("postgres://", DialectName::Postgres),
    ("postgresql://", DialectName::Postgres),
];

/// `[database]`. Where it is wrong, which was told, something to go on with, so that the rest is checked too.
pub(super) fn database(document: &Document, diagnostics: &mut Diagnostics) -> Database {
    let Some(written) = &document.database else {
        return Database {
            name: String::new(),
            dialects: DialectName::ALL.to_vec(),
            default_url: None,
            min_versions: BTreeMap::new(),
        };
    };
    let mut dialects: Vec<_> = written.dialects.iter().map(|dialect| dialect.value).collect();
    if dialects.is_empty() {
        dialects = DialectName::ALL.to_vec();
    }
    let mut min_versions = BTreeMap::new();
    let settings = [
        (DialectName::Postgres, &written.postgres),
        (DialectName::Sqlite, &written.sqlite),
    ];
    for (name, settings) in settings {
        let dialect = name.dialect();
        let version = match &settings.min_version {
            Some(version) if version.value < dialect.oldest_version() => {
                diagnostics.push(say_dialect::too_old(
                    version.value,
                    version.span,
                    name,
                    dialect.oldest_version(),
                ));
                continue;
            }
            Some(version) => version.value,
            None => dialect.default_version(),
        };
        min_versions.insert(name, version);
    }
    if let Some(url) = &written.default_url {
        let scheme = SCHEMES.iter().find(|(scheme, _)| url.value.starts_with(scheme));
        if !scheme.is_some_and(|(_, dialect)| dialects.contains(dialect)) {
            diagnostics.push(say_dialect::default_url(
                &url.value,
                url.span,
                scheme.map(|(_, dialect)| *dialect),
            ));
        }
    }
    if let Some(name) = &written.name {
        if name.value.is_empty() {
            diagnostics.push(say::empty_name(name.span));
        } else if name.value.contains('\0') {
            diagnostics.push(say::nul_in_name(name.span));
        }
    }
    Database {
        name: written
            .name
            .as_ref()
            .map_or_else(String::new, |name| name.value.clone()),
        dialects,
        default_url: written.default_url.as_ref().map(|url| url.value.clone()),
        min_versions,
    }
}

/// `[env.*]`.
pub(super) fn environments(document: &Document) -> BTreeMap<String, Environment> {
    let environments = document.environments.iter().map(|written| {
        let environment = Environment {
            url: written.url.as_ref().map(|url| url.value.clone()),
            protected: written.protected,
        };
        (written.name.value.clone(), environment)
    });
    environments.collect()
}

/// `[generate]`.
pub(super) fn generate(document: &Document, diagnostics: &mut Diagnostics) -> Generate {
    let written = &document.generate;
    let path = |path: &str| document.folder.join(path);
    for module in &written.modules {
        if !names::is_identifier(&module.value) {
            diagnostics.push(say::invalid_rust_name(&module.value, module.span));
        }
        if names::RESERVED_MODULES.contains(&module.value.as_str()) {
            diagnostics.push(say::reserved_module(&module.value, module.span));
        }
    }
    let or_default = |written: &Option<crate::source::Spanned<String>>, default: &str| {
        path(written.as_ref().map_or(default, |written| &written.value))
    };
    Generate {
        models: match &written.models {
            Models::Unsaid => Some(path(MODELS)),
            Models::Folder(folder) => Some(path(&folder.value)),
            Models::BuildScript => None,
        },
        migrations: or_default(&written.migrations, MIGRATIONS),
        templates: or_default(&written.templates, TEMPLATES),
        names_templates: written.templates.is_some(),
        modules: written.modules.iter().map(|module| module.value.clone()).collect(),
        serde: written.serde.unwrap_or_default(),
        dates: written.dates.unwrap_or_default(),
        simple: written.simple,
        rewrite_rows: written.rewrite_rows.unwrap_or(REWRITE_ROWS),
        outputs: written
            .outputs
            .iter()
            .map(|output| Output {
                template: path(&output.template.value),
                path: path(&output.path.value),
                span: output.span,
            })
            .collect(),
    }
}

/// The Rust modules of includes; they and those of `[generate] modules` must differ.
pub(super) fn modules(document: &Document, diagnostics: &mut Diagnostics) -> Vec<String> {
    let mut taken = RustNames::default();
    for module in &document.generate.modules {
        taken.take(
            &module.value,
            &format!("module `{}`", module.value),
            module.span,
            diagnostics,
        );
    }
    let modules = document.modules.iter().map(|module| {
        let name = module.value.to_snake_case();
        if !names::is_identifier(&name) {
            diagnostics.push(say::invalid_module(&module.value, module.span));
        }
        if names::RESERVED_MODULES.contains(&name.as_str()) {
            diagnostics.push(say::reserved_module(&name, module.span));
        }
        taken.take(
            &name,
            &format!("the file `{}.toml`", module.value),
            module.span,
            diagnostics,
        );
        name
    });
    modules.collect()
}

/// The namespaces declared or used.
pub(super) fn namespaces(context: &Context<'_>, diagnostics: &mut Diagnostics) -> BTreeMap<String, Namespace> {
    let mut namespaces: BTreeMap<String, Namespace> = BTreeMap::new();
    for declared in &context.document.namespaces {
        let name = &declared.name;
        if let Some(first) = namespaces.get(&name.value) {
            diagnostics.push(say::duplicate_key("namespace", &name.value, name.span, first.span));
            continue;
        }
        let namespace = Namespace {
            comment: declared.comment.clone(),
            span: name.span,
        };
        namespaces.insert(name.value.clone(), namespace);
    }
    let of_tables = context
        .document
        .tables
        .iter()
        .filter_map(|table| table.namespace.as_ref());
    let of_enums = context
        .document
        .enums
        .iter()
        .filter_map(|known| known.namespace.as_ref());
    for used in of_tables.chain(of_enums) {
        if !namespaces.contains_key(&used.value) {
            let namespace = Namespace {
                comment: None,
                span: used.span,
            };
            namespaces.insert(used.value.clone(), namespace);
        }
    }
    for (name, namespace) in &namespaces {
        names::check(context, name, namespace.span, diagnostics);
    }
    namespaces
}

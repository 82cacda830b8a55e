//! The files that hold the others together: `lib.rs` or `mod.rs`, and one for each include file.

use serde::Serialize;

use super::attribute::{MAX_WIDTH, literal};
use super::names::TableNames;
use super::place::raw;
use crate::render::HEADER;
use crate::schema::Schema;

/// What `rust/root.rs` and `rust/module.rs` see; all text is final.
#[derive(Debug, Serialize)]
pub(super) struct ModuleView {
    header: &'static str,
    /// `//! …`.
    documentation: String,
    /// `pub mod x;`, sorted. For the root.
    public: Vec<String>,
    /// `mod x;`, each with its re-export.
    modules: Vec<String>,
    /// The database's `default_url` as a Rust expression: `Some("…")` or `None`. For the root.
    default_url: String,
}

impl ModuleView {
    /// The root.
    pub(super) fn root(schema: &Schema, tables: &[TableNames]) -> Self {
        let mut public: Vec<String> = schema
            .modules
            .iter()
            .map(|module| format!("pub mod {};", raw(module)))
            .collect();
        public.extend(
            schema
                .generate
                .modules
                .iter()
                .map(|module| format!("pub mod {};", raw(module))),
        );
        public.push("pub mod migrations;".to_owned());
        public.sort_by(|left, right| sort_key(left).cmp(sort_key(right)));
        Self {
            header: HEADER,
            documentation: format!(
                "//! Models and migrations of `{}`.",
                schema.database.name.replace(['\r', '\n', '`'], " ")
            ),
            public,
            modules: items(schema, None, tables),
            default_url: schema
                .database
                .default_url
                .as_deref()
                .map_or_else(|| "None".to_owned(), |url| format!("Some({})", literal(url))),
        }
    }

    /// The module of an include file.
    pub(super) fn included(schema: &Schema, index: usize, tables: &[TableNames]) -> Self {
        Self {
            header: HEADER,
            documentation: format!("//! The models of `{}.toml`.", schema.modules[index]),
            public: Vec::new(),
            modules: items(schema, Some(index), tables),
            default_url: String::new(),
        }
    }
}

/// rustfmt sorts modules that stand together by name.
fn sort_key(line: &str) -> &str {
    let name = line.trim_start_matches("pub mod ").trim_end_matches(';');
    name.strip_prefix("r#").unwrap_or(name)
}

/// The private modules of a module, each followed by what it gives: rustfmt sorts neither.
fn items(schema: &Schema, module: Option<usize>, tables: &[TableNames]) -> Vec<String> {
    let mut items = Vec::new();
    if schema.enums.iter().any(|found| found.module == module) {
        items.push("mod enums;\npub use enums::*;".to_owned());
    }
    let all = schema.tables.iter().chain(&schema.views).zip(tables).enumerate();
    let ours = all.filter(|(_, (table, _))| table.module == module && table.has_model());
    let mut names: Vec<(&TableNames, bool)> = ours
        .map(|(place, (_, names))| (names, place >= schema.tables.len()))
        .collect();
    names.sort_by(|(left, _), (right, _)| left.module.cmp(&right.module));
    items.extend(names.into_iter().map(|(names, is_view)| {
        let module = raw(&names.module);
        let mut given = vec![raw(&names.model)];
        if !is_view {
            given.extend([names.new.clone(), names.patch.clone()]);
        }
        given.sort();
        let line = match given.as_slice() {
            [one] => format!("pub use {module}::{one};"),
            several => format!("pub use {module}::{{{}}};", several.join(", ")),
        };
        let line = if line.chars().count() <= MAX_WIDTH {
            line
        } else {
            format!("pub use {module}::*;")
        };
        format!("mod {module};\n{line}")
    }));
    items
}

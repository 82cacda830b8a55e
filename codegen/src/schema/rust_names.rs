//! Every Rust name that models yield, and which of them meet. What is private to the generated code gives way by itself
//! (modules of files, constants of constraints); everything else has to be told apart by the author.
//!
//! `derive` makes the constants, setters and finders; the rules here are its rules.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase as _;

use crate::diagnostic::{Diagnostics, schema as say};
use crate::schema::context::Context;
use crate::schema::{Database, Enum, EnumId, Table, TableId};
use crate::source::Span;

/// Constants that every model has besides those of its columns: a column's of the same name gets a trailing `_`.
pub(crate) const OWN_CONSTANTS: &[&str] = &["TABLE", "TABLE_NAME"];

/// Things of one kind that must differ in their Rust names.
#[derive(Default)]
pub(super) struct RustNames {
    taken: BTreeMap<String, (String, Span)>,
}

impl RustNames {
    /// Takes a name for `owner`; an error when another has it.
    pub(super) fn take(&mut self, name: &str, owner: &str, span: Span, diagnostics: &mut Diagnostics) {
        if name.is_empty() {
            return;
        }
        if let Some((other, first)) = self.taken.get(name) {
            diagnostics.push(say::rust_names_meet(name, owner, span, other, *first));
        } else {
            self.taken.insert(name.to_owned(), (owner.to_owned(), span));
        }
    }
}

/// Whether what the models yield can stand beside each other. Fields, relations and variants are told where they are
/// resolved.
pub(super) fn check(
    context: &Context<'_>,
    database: &Database,
    (enums, tables, views): (&[Enum], &[Table], &[Table]),
    diagnostics: &mut Diagnostics,
) {
    items(context, (enums, tables, views), diagnostics);
    for view in views {
        constants(database, view, diagnostics);
    }
    for table in tables.iter().filter(|table| table.has_model()) {
        constants(database, table, diagnostics);
        finders(database, table, diagnostics);
    }
}

/// Types, whatever module they are in, so that all can be imported together; and the public modules, which share
/// Rust's name space of types.
fn items(context: &Context<'_>, (enums, tables, views): (&[Enum], &[Table], &[Table]), diagnostics: &mut Diagnostics) {
    let mut types = RustNames::default();
    let document = context.document;
    let included = document
        .modules
        .iter()
        .map(|module| (module.value.to_snake_case(), module.span));
    let written = document.generate.modules.iter();
    // Modules that meet each other are told by the settings: here each name counts once.
    let modules: BTreeMap<String, Span> = included
        .chain(written.map(|module| (module.value.clone(), module.span)))
        .collect();
    for (module, span) in &modules {
        types.take(module, &format!("module `{module}`"), *span, diagnostics);
    }
    // Two enums or tables of one key are told already.
    let enums = (0..).map(EnumId).zip(enums);
    for (_, known) in enums.filter(|(id, known)| context.find_enum(&known.key) == Some(*id)) {
        let owner = format!("enum `{}`", known.key);
        types.take(&known.rust_name, &owner, known.span, diagnostics);
    }
    let tables = (0..).map(TableId).zip(tables);
    let told_apart = |(id, table): &(TableId, &Table)| table.has_model() && context.find_table(&table.key) == Some(*id);
    for (_, table) in tables.filter(told_apart) {
        let (name, owner) = (&table.rust_name, format!("table `{}`", table.key));
        types.take(name, &owner, table.span, diagnostics);
        if !name.is_empty() {
            let (new, patch) = (format!("New{name}"), patch_name(name));
            types.take(&new, &format!("new rows of {owner}"), table.span, diagnostics);
            types.take(&patch, &format!("changes of {owner}"), table.span, diagnostics);
        }
    }
    for view in views {
        let owner = format!("view `{}`", view.key);
        types.take(&view.rust_name, &owner, view.span, diagnostics);
    }
}

/// The type of changes to a model, as `derive` calls it: `BoxPatch` of `Box_`.
pub(crate) fn patch_name(model: &str) -> String {
    format!("{}Patch", model.trim_end_matches('_'))
}

/// `User::EMAIL`: fields that differ in the case of letters alone have one constant.
fn constants(database: &Database, table: &Table, diagnostics: &mut Diagnostics) {
    let mut constants = RustNames::default();
    let mut fields = BTreeSet::new();
    for column in table
        .columns
        .iter()
        .filter(|column| database.models_have(table, column))
    {
        // Two columns with one field are told where they are resolved.
        if !fields.insert(column.rust_name.as_str()) {
            continue;
        }
        let mut name = column.rust_name.to_uppercase();
        if OWN_CONSTANTS.contains(&name.as_str()) {
            name.push('_');
        }
        let owner = format!("the constant of column `{}`", column.key);
        constants.take(&name, &owner, column.span, diagnostics);
    }
}

/// `User::find_by_email`, of each unique constraint: `("a_and_b")` and `("a", "b")` would be one.
fn finders(database: &Database, table: &Table, diagnostics: &mut Diagnostics) {
    let mut finders: BTreeMap<String, (Vec<&str>, Span)> = BTreeMap::new();
    for unique in &table.uniques {
        let columns: Vec<_> = unique.columns.iter().map(|&id| table.column(id)).collect();
        if !columns.iter().all(|column| database.models_have(table, column)) {
            continue;
        }
        let fields: Vec<&str> = columns.iter().map(|column| column.rust_name.as_str()).collect();
        let name = format!("find_by_{}", fields.join("_and_"));
        match finders.get(&name) {
            // The same constraint twice is told where it is resolved.
            Some((other, first)) if *other != fields => {
                diagnostics.push(say::finders_meet(&name, unique.span, *first));
            }
            Some(_) => {}
            None => {
                finders.insert(name, (fields, unique.span));
            }
        }
    }
}

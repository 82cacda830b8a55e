//! The files and modules of a schema: each table one file, the enums of a module one, unique within their folder.

use std::collections::BTreeSet;

use heck::ToSnakeCase as _;

use crate::schema::{Schema, Table, patch_name};

/// The names of a table's file and structs.
#[derive(Debug)]
pub(super) struct TableNames {
    /// The module, which is also the file's stem.
    pub(super) module: String,
    /// The model.
    pub(super) model: String,
    /// What a new row needs.
    pub(super) new: String,
    /// The setters.
    pub(super) patch: String,
}

/// The names of every table, in the schema's order, and after them those of the views.
pub(super) fn tables(schema: &Schema) -> Vec<TableNames> {
    let mut taken: BTreeSet<(Option<usize>, String)> = BTreeSet::new();
    for module in [None].into_iter().chain((0..schema.modules.len()).map(Some)) {
        let ours = ["enums", "lib", "main", "migrations", "mod", "tablesmith"].map(str::to_owned);
        taken.extend(ours.map(|name| (module, name)));
    }
    let beside = schema.modules.iter().chain(&schema.generate.modules);
    taken.extend(beside.map(|name| (None, name.clone())));
    // A type of the same module is re-exported beside the modules of the files, in the same space of names.
    let enums = schema.enums.iter().map(|known| (known.module, known.rust_name.clone()));
    taken.extend(enums);
    for table in schema.tables.iter().filter(|table| table.has_model()) {
        let name = &table.rust_name;
        let types = [name.clone(), format!("New{name}"), patch_name(name)];
        taken.extend(types.map(|name| (table.module, name)));
    }
    taken.extend(schema.views.iter().map(|view| (view.module, view.rust_name.clone())));
    let mut none = BTreeSet::new();
    let named = schema.tables.iter().chain(&schema.views).map(|table| {
        // No file is made for one without a model.
        let taken = if table.has_model() { &mut taken } else { &mut none };
        names(table, taken)
    });
    named.collect()
}

fn names(table: &Table, taken: &mut BTreeSet<(Option<usize>, String)>) -> TableNames {
    let mut module = ascii(&table.rust_name.to_snake_case());
    // The snake case of `_2nd` is without the `_`.
    if module.starts_with(|first: char| first.is_ascii_digit()) {
        module.insert(0, '_');
    }
    while !taken.insert((table.module, module.clone())) {
        module.push('_');
    }
    TableNames {
        module,
        model: table.rust_name.clone(),
        new: format!("New{}", table.rust_name),
        patch: patch_name(&table.rust_name),
    }
}

/// Modules of files have ASCII names (error E0754): other letters become their code.
fn ascii(name: &str) -> String {
    let mut ascii = String::with_capacity(name.len());
    for letter in name.chars() {
        if letter.is_ascii() {
            ascii.push(letter);
        } else {
            ascii.push_str(&format!("u{:x}", u32::from(letter)));
        }
    }
    ascii
}

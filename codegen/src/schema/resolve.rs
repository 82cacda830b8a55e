//! The order of resolving: settings, keys and mixins, types, tables, and then what needs all tables.

use std::convert::Infallible;

use crate::diagnostic::{Diagnostics, schema as say};
use crate::document::Document;
use crate::parallel;
use crate::schema::context::Context;
use crate::schema::names::{self, DatabaseNames, Kind};
use crate::schema::rust_names::{self, RustNames};
use crate::schema::types::Types;
use crate::schema::{
    Enum, EnumId, Schema, Table, TableId, columns, enums, foreign_keys, indexes, keys, partitions, relations,
    row_security, scope, settings, tracked, types, views,
};

/// Tables are resolved on several cores where there are at least so many for each.
const WORTH_A_THREAD: usize = 64;

/// Resolves a document: names to ids, types, defaults, references, relations. Every mistake is collected; `None` when
/// `diagnostics` has an error, also one from reading the document.
pub fn resolve(document: &Document, diagnostics: &mut Diagnostics) -> Option<Schema> {
    let mut found = Diagnostics::new();
    let schema = everything(document, &mut found);
    // A mistake in a mixin is found in each table that it is laid into.
    found.drop_repeated();
    diagnostics.append(found);
    diagnostics.sort_by_place();
    (!diagnostics.has_errors()).then_some(schema)
}

fn everything(document: &Document, diagnostics: &mut Diagnostics) -> Schema {
    let database = settings::database(document, diagnostics);
    let generate = settings::generate(document, diagnostics);
    let modules = settings::modules(document, diagnostics);
    let context = Context::new(document, &database, diagnostics);
    let namespaces = settings::namespaces(&context, diagnostics);
    let enums = enums::resolve(&context, diagnostics);
    let types = types::resolve(&context, diagnostics);
    let mut tables = tables(&context, &types, diagnostics);
    let views = tables.split_off(document.tables.len());
    let tracked = tracked::resolve(&context, diagnostics);
    shared_names(&context, &enums, &tables, diagnostics);
    tracked::shared_names(&context, (&enums, &tables, &tracked), diagnostics);
    views::check(&context, &views, diagnostics);
    rust_names::check(&context, &database, (&enums, &tables, &views), diagnostics);
    Schema {
        environments: settings::environments(document),
        database,
        generate,
        lint: document.lint.clone(),
        modules,
        namespaces,
        enums,
        tables,
        views,
        tracked,
    }
}

/// All tables, and after them the views that have models.
fn tables(context: &Context<'_>, types: &Types, diagnostics: &mut Diagnostics) -> Vec<Table> {
    let count = context.tables.len();
    let ids: Vec<_> = (0..count).map(TableId).collect();
    let resolved = parallel::map(&ids, WORTH_A_THREAD, |&id| {
        let (mut names, mut found) = (RustNames::default(), Diagnostics::new());
        let table = table(context, id, types, &mut names, &mut found);
        keys::comparable(context, &table, &mut found);
        Ok::<_, Infallible>((table, names, found))
    });
    let Ok(resolved) = resolved;
    let mut tables = Vec::with_capacity(count);
    let mut rust_names = Vec::with_capacity(count);
    for (table, names, found) in resolved {
        tables.push(table);
        rust_names.push(names);
        diagnostics.append(found);
    }
    for (id, names) in (0..count).map(TableId).zip(&mut rust_names) {
        let relations = relations::resolve(context, &tables, id, names, diagnostics);
        let scope = scope::resolve(context, &tables, id, diagnostics);
        let table = &mut tables[id.0];
        table.relations = relations;
        table.scope = scope;
    }
    let (own, views) = tables.split_at_mut(context.document.tables.len());
    row_security::check(context, own, diagnostics);
    views::reach_secured_rows(own, views);
    tables
}

/// A table without what needs other tables' foreign keys.
fn table(
    context: &Context<'_>,
    id: TableId,
    types: &Types,
    rust_names: &mut RustNames,
    diagnostics: &mut Diagnostics,
) -> Table {
    let written = context.table(id).table;
    let name = written.table.as_ref().unwrap_or(&written.key);
    names::check_table(context, &name.value, name.span, diagnostics);
    if let Some(from) = &written.renamed_from
        && from.value == written.key.value
    {
        diagnostics.push(say::still_there("table", &from.value, from.span, written.key.span));
    }
    Table {
        key: written.key.value.clone(),
        name: name.value.clone(),
        namespace: written.namespace.as_ref().map(|namespace| namespace.value.clone()),
        rust_name: if written.partition_of.is_some() {
            String::new()
        } else {
            names::rust_name(written.rust_name.as_ref(), &written.key, Kind::Type, diagnostics)
        },
        module: written.module,
        comment: written.comment.clone(),
        only: written.only.map(|only| only.value),
        strict: match written.sqlite.strict {
            Some(strict) => strict.value,
            None => (context.document.database.as_ref()).is_some_and(|database| database.sqlite.strict),
        },
        without_rowid: written.sqlite.without_rowid.is_some(),
        partitioning: partitions::partitioning(context, id, diagnostics),
        partition_of: partitions::partition_of(context, id, diagnostics),
        inherits: partitions::inherits(context, id, diagnostics),
        inherited: context.table(id).inherited,
        columns: columns::resolve(context, id, types, rust_names, diagnostics),
        primary_key: keys::primary_key(context, id, diagnostics),
        uniques: keys::uniques(context, id, diagnostics),
        checks: keys::checks(context, id, diagnostics),
        indexes: indexes::resolve(context, id, diagnostics),
        foreign_keys: foreign_keys::resolve(context, id, types, diagnostics),
        relations: Vec::new(),
        scope: None,
        serde: written.serde,
        renamed_from: written.renamed_from.as_ref().map(|from| from.value.clone()),
        span: written.key.span,
    }
}

/// Names that share a space of the database: tables, types and indexes in the database; constraints in a table.
fn shared_names(context: &Context<'_>, enums: &[Enum], tables: &[Table], diagnostics: &mut Diagnostics) {
    let mut database = DatabaseNames::new(context);
    for (id, known) in (0..).map(EnumId).zip(enums) {
        if context.find_enum(&known.key) != Some(id) {
            continue;
        }
        let owner = format!("enum `{}`", known.key);
        database.take(known.namespace.as_deref(), &known.name, owner, known.span, diagnostics);
    }
    for (id, table) in (0..).map(TableId).zip(tables) {
        // Two tables of one key are told already.
        if context.find_table(&table.key) != Some(id) {
            continue;
        }
        let owner = format!("table `{}`", table.key);
        database.take(table.namespace.as_deref(), &table.name, owner, table.span, diagnostics);
    }
    for table in tables {
        let mut in_table = DatabaseNames::new(context);
        let key = table
            .primary_key
            .iter()
            .map(|key| ("primary key", key.name.as_ref(), key.span, true));
        let uniques = table
            .uniques
            .iter()
            .map(|unique| ("unique constraint", unique.name.as_ref(), unique.span, true));
        let indexes = table
            .indexes
            .iter()
            .map(|index| ("index", index.name.as_ref(), index.span, true));
        let checks = table
            .checks
            .iter()
            .map(|check| ("check", check.name.as_ref(), check.span, false));
        let foreign_keys = table
            .foreign_keys
            .iter()
            .map(|foreign_key| ("foreign key", foreign_key.name.as_ref(), foreign_key.span, false));
        for (kind, name, span, in_namespace) in key.chain(uniques).chain(indexes).chain(checks).chain(foreign_keys) {
            let Some(name) = name else { continue };
            names::check(context, name, span, diagnostics);
            let owner = format!("{kind} of `{}`", table.key);
            if in_namespace {
                database.take(table.namespace.as_deref(), name, owner.clone(), span, diagnostics);
            }
            if kind != "index" {
                in_table.take(None, name, owner, span, diagnostics);
            }
        }
    }
}

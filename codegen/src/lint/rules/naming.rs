//! Names.

use std::collections::BTreeSet;

use crate::lint::model::{Action, Name};
use crate::lint::read::lexer::Kind;
use crate::lint::rule::Found;
use crate::lint::walk::At;

pub(in crate::lint) fn too_long(at: &At<'_>, found: &mut Found<'_>) {
    let Some(longest) = at.file.capabilities.identifier_bytes else {
        return;
    };
    let mut told = BTreeSet::new();
    let statement = at.statement();
    for token in statement
        .tokens
        .iter()
        .filter(|token| at.act.at.contains(&token.range.start))
    {
        let text = &at.file.text[token.range.clone()];
        let bytes = match token.kind {
            Kind::Word => text.len(),
            Kind::Quoted => text.trim_matches('"').replace("\"\"", "\"").len(),
            _ => continue,
        };
        if bytes > longest && told.insert(text) {
            found
                .push(
                    token.range.clone(),
                    format!("this name has {bytes} bytes: PostgreSQL cuts it off after {longest} without an error"),
                )
                .help("choose a shorter one; two that begin alike would become one");
        }
    }
}

pub(in crate::lint) fn unqualified(at: &At<'_>, found: &mut Found<'_>) {
    let names: Vec<&Name> = match &at.act.action {
        Action::CreateTable(table) if !table.temporary => vec![&table.name],
        Action::CreateIndex(index) => vec![&index.table],
        Action::AlterTable { table, .. } => vec![table],
        Action::Drop { kind, names, .. } if kind == "TABLE" => names.iter().collect(),
        _ => return,
    };
    for name in names.into_iter().filter(|name| name.namespace.is_none()) {
        found
            .push(
                name.at(),
                format!(
                    "which {} this is depends on the search_path of who runs it",
                    name.shown()
                ),
            )
            .help(format!("write the schema: public.{}", name.shown()));
    }
}

pub(in crate::lint) fn value_position(at: &At<'_>, found: &mut Found<'_>) {
    if let Action::AddValue { placed: false, .. } = &at.act.action {
        found
            .push(at.act.at.clone(), "the value comes last in the order of the enum")
            .help("say where with BEFORE or AFTER");
    }
}

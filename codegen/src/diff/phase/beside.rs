//! A table with old and new side by side.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{
    Catalog, Check, Column, Expansion, Expression, ForeignKey, Index, IndexKey, ObjectName, Pair, Table, Unique,
};
use crate::dialect::DialectName;
use crate::diff::expression::Rewriter;
use crate::diff::rename::Names;

use super::Columns;

/// A name that no column has.
const ELSEWHERE: &str = "tablesmith elsewhere";

/// What of a table mentions some of its columns.
pub(super) struct Mentions<'a> {
    table: &'a ObjectName,
    columns: BTreeSet<&'a str>,
    names: Names,
    enums: BTreeMap<ObjectName, ObjectName>,
    dialect: DialectName,
}

impl<'a> Mentions<'a> {
    pub(super) fn of(table: &'a Table, columns: &[&'a str], dialect: DialectName) -> Self {
        let names = columns.iter().map(|name| ((*name).to_owned(), ELSEWHERE.to_owned()));
        Self {
            table: &table.name,
            columns: columns.iter().copied().collect(),
            names: names.collect(),
            enums: BTreeMap::new(),
            dialect,
        }
    }

    pub(super) fn in_expression(&self, expression: &Expression) -> bool {
        // What would change if the columns had another name.
        let rewriter = Rewriter::new(self.dialect, self.table, self.table, &self.names, &self.enums);
        let mut rewritten = expression.clone();
        rewriter.rewrite(&mut rewritten);
        rewritten != *expression
    }

    fn in_columns(&self, columns: &[String]) -> bool {
        columns.iter().any(|column| self.columns.contains(column.as_str()))
    }

    pub(super) fn in_unique(&self, unique: &Unique) -> bool {
        self.in_columns(&unique.columns)
    }

    fn in_check(&self, check: &Check) -> bool {
        self.in_expression(&check.expression)
    }

    fn in_foreign_key(&self, key: &ForeignKey) -> bool {
        self.in_columns(&key.columns)
    }

    pub(super) fn in_index(&self, index: &Index) -> bool {
        let mut parts = index.parts.iter();
        parts.any(|part| match &part.key {
            IndexKey::Column(name) => self.columns.contains(name.as_str()),
            IndexKey::Expression(expression) => self.in_expression(expression),
        }) || self.in_columns(&index.include)
            || index
                .predicate
                .as_ref()
                .is_some_and(|predicate| self.in_expression(predicate))
    }
}

/// Puts the old columns, and what of the table before is about them, into the table as it is to be. Where both have
/// something of one name, the old one stays until the old column goes.
pub(super) fn put(before: &Table, table: &mut Table, columns: &[Columns], dialect: DialectName) {
    for Pair { previous, next } in columns {
        if let Some(column) = table.columns.iter_mut().find(|column| column.name == next.name) {
            column.clone_from(next);
        }
        table.columns.push(previous.clone());
    }
    let old: Vec<_> = columns.iter().map(|pair| pair.previous.name.as_str()).collect();
    let mentions = Mentions::of(before, &old, dialect);
    let facts = {
        let dialect = dialect.dialect();
        dialect.capabilities(dialect.oldest_version())
    };
    take(
        &before.uniques,
        &mut table.uniques,
        |unique| &unique.name,
        |unique| mentions.in_unique(unique),
    );
    take(
        &before.foreign_keys,
        &mut table.foreign_keys,
        |key| &key.name,
        |key| mentions.in_foreign_key(key),
    );
    take(
        &before.indexes,
        &mut table.indexes,
        |index| &index.name,
        |index| mentions.in_index(index),
    );
    // What is written to the old column goes to the new one as well. Where rows are checked before that is done, the checks
    // of the new one are enough.
    if facts.triggers_change_rows {
        take(
            &before.checks,
            &mut table.checks,
            |check| &check.name,
            |check| mentions.in_check(check),
        );
    }
}

fn take<T: Clone>(before: &[T], into: &mut Vec<T>, name: impl Fn(&T) -> &String, wanted: impl Fn(&T) -> bool) {
    for item in before.iter().filter(|item| wanted(item)) {
        into.retain(|other| name(other) != name(item));
        into.push(item.clone());
    }
    into.sort_by(|a, b| name(a).cmp(name(b)));
}

/// Both columns of an open expansion as they are to be meanwhile, or what the schema does to them.
pub(super) fn still_open(pair: Pair<&Catalog>, expansion: &Expansion) -> Result<Columns, String> {
    let finish = "finish that first with `codegen generate --contract`";
    let open = format!("{} stands beside it", expansion.new);
    let before = pair.previous.tables.get(&expansion.table);
    let find = |name: &str| before.and_then(|table| table.column(name));
    let (Some(old), Some(new)) = (find(&expansion.old), find(&expansion.new)) else {
        return Err("the snapshot does not have both columns: it was edited".to_owned());
    };
    let Some(table) = pair.next.tables.get(&expansion.table) else {
        return Err(format!("{open}, and its table goes or gets another name: {finish}"));
    };
    if table.column(&expansion.old).is_some() {
        return Err(format!(
            "{open}, and the schema has it again: take that back, or take the migration back that put them side by side"
        ));
    }
    let Some(next) = table.column(&expansion.new) else {
        return Err(format!("{open}, which goes or gets another name: {finish}"));
    };
    if (&next.r#type, &next.form, &next.text_enum) != (&new.r#type, &new.form, &new.text_enum)
        || next.identity.is_some()
        || next.generated.is_some()
    {
        return Err(format!("{open}, which gets another type: {finish}"));
    }
    let next = Column {
        nullable: true,
        // Where the new one has no default meanwhile, rows get that of the old one.
        default: next.default.clone().filter(|_| new.default.is_some()),
        ..next.clone()
    };
    Ok(Pair {
        previous: old.clone(),
        next,
    })
}

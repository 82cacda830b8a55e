//! Tables and what is in them.

use std::collections::BTreeSet;

use super::Found;
use super::merge::{Merged, merge, merge_lists};
use crate::catalog::{
    Catalog, Check, Column, Generated, Hints, Index, IndexKey, IndexPart, ObjectName, Pair, Table, inherited_columns,
};
use crate::dialect::DialectName;
use crate::diff::expression::{same, same_option};
use crate::diff::loss::reform;
use crate::diff::rename::Renamed;
use crate::diff::{Change, Parts, Record, TableChange};

pub(super) fn compare(
    renamed: &Renamed<'_>,
    next: &Catalog,
    differing: &BTreeSet<&ObjectName>,
    hints: &Hints,
    found: &mut Found,
) {
    let previous = renamed.tables.iter().map(|(name, table)| (*name, &**table));
    for merged in merge(previous, &next.tables) {
        match merged {
            Merged::Previous(_, table) => found.changes.push(Change::DropTable { object: table.clone() }),
            Merged::Next(_, table) => found.changes.push(Change::CreateTable { object: table.clone() }),
            Merged::Both(name, _) if !differing.contains(name) => {}
            Merged::Both(name, both) => {
                let changes = changes(renamed, next, both, hints, found);
                if !changes.is_empty() {
                    let table = name.clone();
                    found.changes.push(Change::AlterTable { table, changes });
                }
            }
        }
    }
}

/// How a table differs. Where it is made of other tables than before, all columns that it has are compared.
fn changes(
    renamed: &Renamed<'_>,
    next: &Catalog,
    pair: Pair<&Table>,
    hints: &Hints,
    found: &mut Found,
) -> Vec<TableChange> {
    let parts = pair.map(Parts::of);
    let is_dealt_anew = is_dealt_anew(pair, next);
    let partitioning = is_dealt_anew.then(|| TableChange::Partitioning {
        key: pair.map(|table| table.partition_key.clone()),
    });
    let comparison = |pair| Comparison {
        dialect: next.dialect,
        pair,
        hints,
    };
    if parts.previous == parts.next {
        let mut changes: Vec<_> = partitioning.into_iter().collect();
        changes.extend(comparison(pair).changes(found));
        return changes;
    }
    let before = inherited_columns(pair.previous, &|name| renamed.tables.get(name).map(|table| &**table));
    let after = inherited_columns(pair.next, &|name| next.tables.get(name));
    let inherited = Pair {
        previous: before,
        next: after,
    };
    let inherited = inherited.map(|columns| columns.into_iter().cloned().collect::<Vec<Column>>());
    let whole = |table: &Table, inherited: &[Column]| Table {
        columns: inherited.iter().chain(&table.columns).cloned().collect(),
        ..table.clone()
    };
    let previous = whole(pair.previous, &inherited.previous);
    let next = whole(pair.next, &inherited.next);
    let pair = Pair {
        previous: &previous,
        next: &next,
    };
    let mut changes = Vec::new();
    if !parts.previous.is_empty() {
        changes.push(TableChange::Leave {
            parts: parts.previous,
            columns: inherited.previous,
        });
    }
    changes.extend(partitioning);
    changes.extend(comparison(pair).changes(found));
    if !parts.next.is_empty() {
        changes.push(TableChange::Join {
            parts: parts.next,
            columns: inherited.next,
        });
    }
    changes
}

/// Whether rows must find their partitions anew: by another key, or by a column of it that becomes another type.
fn is_dealt_anew(pair: Pair<&Table>, next: &Catalog) -> bool {
    let is_same = match (&pair.previous.partition_key, &pair.next.partition_key) {
        (None, None) => return false,
        (Some(a), Some(b)) => {
            let mut parts = a.parts.iter().zip(&b.parts);
            a.by == b.by && a.parts.len() == b.parts.len() && parts.all(|(a, b)| same_part(a, b, next.dialect))
        }
        _ => false,
    };
    if !is_same {
        return true;
    }
    let retyped = pair.next.columns.iter().filter(|column| {
        let before = pair.previous.column(&column.name);
        before.is_some_and(|before| (&before.r#type, &before.collation) != (&column.r#type, &column.collation))
    });
    let retyped: Vec<&str> = retyped.map(|column| column.name.as_str()).collect();
    if retyped.is_empty() {
        return false;
    }
    let below = next.descendants(&pair.next.name).into_iter();
    let mut parts = (std::iter::once(pair.next).chain(below))
        .filter_map(|table| table.partition_key.as_ref())
        .flat_map(|key| &key.parts);
    parts.any(|part| match &part.key {
        IndexKey::Column(name) => retyped.contains(&name.as_str()),
        IndexKey::Expression(expression) => retyped.iter().any(|name| expression.authored.contains(name)),
    })
}

/// One table before (as renamed) and after.
struct Comparison<'a> {
    dialect: DialectName,
    pair: Pair<&'a Table>,
    hints: &'a Hints,
}

impl Comparison<'_> {
    fn changes(&self, found: &mut Found) -> Vec<TableChange> {
        let mut changes = Vec::new();
        self.table_itself(&mut changes, &mut found.records);
        self.columns(&mut changes, found);
        self.constraints(&mut changes);
        self.indexes(&mut changes);
        changes
    }

    fn table_itself(&self, changes: &mut Vec<TableChange>, records: &mut Vec<Record>) {
        let Pair { previous, next } = self.pair;
        if previous.key != next.key {
            records.push(Record::TableKey {
                table: next.name.clone(),
                key: self.pair.map(|table| table.key.clone()),
            });
        }
        if previous.comment != next.comment {
            let comment = self.pair.map(|table| table.comment.clone());
            changes.push(TableChange::Comment { comment });
        }
        if (previous.strict, previous.without_rowid) != (next.strict, next.without_rowid) {
            changes.push(TableChange::Options {
                strict: self.pair.map(|table| table.strict),
                without_rowid: self.pair.map(|table| table.without_rowid),
            });
        }
    }

    fn columns(&self, changes: &mut Vec<TableChange>, found: &mut Found) {
        let (mut dropped, mut altered) = (Vec::new(), Vec::new());
        let mut added = Vec::new();
        for merged in merge_lists(self.pair.map(|table| &table.columns[..]), |column| &column.name) {
            match merged {
                Merged::Previous(_, column) => dropped.push(column),
                Merged::Next(_, column) => added.push(&*column.name),
                Merged::Both(_, both) if both.previous == both.next => {}
                Merged::Both(_, both) => altered.push(both),
            }
        }
        changes.extend(
            dropped
                .into_iter()
                .map(|column| TableChange::DropColumn { column: column.clone() }),
        );
        for columns in altered {
            changes.extend(self.column(columns, found));
        }
        // In the order of the next table: that is where they will stand.
        for column in self
            .pair
            .next
            .columns
            .iter()
            .filter(|column| added.binary_search(&&*column.name).is_ok())
        {
            changes.push(TableChange::AddColumn {
                column: column.clone(),
                backfill: self.backfill(&column.name, found),
            });
        }
    }

    fn column(&self, pair: Pair<&Column>, found: &mut Found) -> Option<TableChange> {
        let Pair { previous, next } = pair;
        // An enum that is stored as text is another type than text, whatever the database calls it.
        let has_new_type = previous.r#type != next.r#type || previous.text_enum != next.text_enum || has_new_form(pair);
        let using = if has_new_type {
            self.using(&next.name, found)
        } else {
            None
        };
        let is_converted = using.is_some() || reform(pair, self.dialect).is_some();
        if same_column(pair, self.dialect) && !is_converted {
            found.records.extend(column_records(&self.pair.next.name, pair));
            return None;
        }
        let tightened = previous.nullable && !next.nullable;
        let backfill = if tightened {
            self.backfill(&next.name, found)
        } else {
            None
        };
        Some(TableChange::AlterColumn {
            column: Box::new(pair.map(Clone::clone)),
            backfill,
            using,
        })
    }

    fn backfill(&self, column: &str, found: &mut Found) -> Option<String> {
        let table = &self.pair.next.name;
        let sql = self.hints.backfill.get(&(table.clone(), column.to_owned()))?;
        found.used_hints.insert(Hints::backfill_id(table, column, sql));
        Some(sql.clone())
    }

    fn using(&self, column: &str, found: &mut Found) -> Option<String> {
        let table = &self.pair.next.name;
        let sql = self.hints.using.get(&(table.clone(), column.to_owned()))?;
        found.used_hints.insert(Hints::using_id(table, column, sql));
        Some(sql.clone())
    }

    fn constraints(&self, changes: &mut Vec<TableChange>) {
        if self.pair.previous.primary_key != self.pair.next.primary_key {
            let key = self.pair.map(|table| table.primary_key.clone());
            changes.push(TableChange::PrimaryKey { key });
        }
        let uniques = differing(
            self.pair.map(|table| &table.uniques[..]),
            |unique| &unique.name,
            |a, b| a == b,
        );
        changes.extend(uniques.map(|unique| TableChange::Unique { unique }));
        let checks = differing(
            self.pair.map(|table| &table.checks[..]),
            |check| &check.name,
            |a, b| same_check(a, b, self.dialect),
        );
        changes.extend(checks.map(|check| TableChange::Check { check }));
        let foreign_keys = differing(
            self.pair.map(|table| &table.foreign_keys[..]),
            |foreign_key| &foreign_key.name,
            |a, b| a == b,
        );
        changes.extend(foreign_keys.map(|foreign_key| TableChange::ForeignKey { foreign_key }));
    }

    fn indexes(&self, changes: &mut Vec<TableChange>) {
        let indexes = differing(
            self.pair.map(|table| &table.indexes[..]),
            |index| &index.name,
            |a, b| same_index(a, b, self.dialect),
        );
        changes.extend(indexes.map(|index| TableChange::Index { index }));
    }
}

/// What is added, dropped or altered in a list.
fn differing<T: Clone>(
    lists: Pair<&[T]>,
    name: impl Fn(&T) -> &str,
    same: impl Fn(&T, &T) -> bool,
) -> impl Iterator<Item = Pair<Option<T>>> {
    merge_lists(lists, name).filter_map(move |merged| match merged {
        Merged::Previous(_, item) => Some(Pair {
            previous: Some(item.clone()),
            next: None,
        }),
        Merged::Next(_, item) => Some(Pair {
            previous: None,
            next: Some(item.clone()),
        }),
        Merged::Both(_, both) if same(both.previous, both.next) => None,
        Merged::Both(_, both) => Some(both.map(|item| Some(item.clone()))),
    })
}

fn same_column(pair: Pair<&Column>, dialect: DialectName) -> bool {
    let Pair { previous, next } = pair;
    previous.r#type == next.r#type
        && previous.nullable == next.nullable
        && previous.identity == next.identity
        && previous.collation == next.collation
        && previous.comment == next.comment
        && same_option(previous.default.as_ref(), next.default.as_ref(), dialect)
        && same_generated(previous.generated.as_ref(), next.generated.as_ref(), dialect)
}

fn column_records(table: &ObjectName, pair: Pair<&Column>) -> impl Iterator<Item = Record> {
    let key = (pair.previous.key != pair.next.key).then(|| Record::ColumnKey {
        table: table.clone(),
        column: pair.next.name.clone(),
        key: pair.map(|column| column.key.clone()),
    });
    let text_enum = (pair.previous.text_enum != pair.next.text_enum).then(|| Record::TextEnum {
        table: table.clone(),
        column: pair.next.name.clone(),
        enumeration: pair.map(|column| column.text_enum.clone()),
    });
    let form = (pair.previous.form != pair.next.form).then(|| Record::Form {
        table: table.clone(),
        column: pair.next.name.clone(),
        form: pair.map(|column| column.form.clone()),
    });
    key.into_iter().chain(text_enum).chain(form)
}

/// Whether values are known to be in one form before and in another after.
fn has_new_form(pair: Pair<&Column>) -> bool {
    matches!((&pair.previous.form, &pair.next.form), (Some(previous), Some(next)) if previous != next)
}

fn same_generated(a: Option<&Generated>, b: Option<&Generated>, dialect: DialectName) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.stored == b.stored && same(&a.expression, &b.expression, dialect),
        (None, None) => true,
        _ => false,
    }
}

/// Whether two checks of the same name are the same.
pub(super) fn same_check(a: &Check, b: &Check, dialect: DialectName) -> bool {
    same(&a.expression, &b.expression, dialect)
}

/// Whether two indexes are the same but for their names.
pub(super) fn same_index(a: &Index, b: &Index, dialect: DialectName) -> bool {
    a.unique == b.unique
        && a.nulls_not_distinct == b.nulls_not_distinct
        && a.method == b.method
        && a.include == b.include
        && a.parts.len() == b.parts.len()
        && a.parts.iter().zip(&b.parts).all(|(a, b)| same_part(a, b, dialect))
        && same_option(a.predicate.as_ref(), b.predicate.as_ref(), dialect)
}

fn same_part(a: &IndexPart, b: &IndexPart, dialect: DialectName) -> bool {
    let same_key = match (&a.key, &b.key) {
        (IndexKey::Column(a), IndexKey::Column(b)) => a == b,
        (IndexKey::Expression(a), IndexKey::Expression(b)) => same(a, b, dialect),
        _ => false,
    };
    same_key
        && a.descending == b.descending
        && a.nulls == b.nulls
        && a.opclass == b.opclass
        && a.collation == b.collation
}

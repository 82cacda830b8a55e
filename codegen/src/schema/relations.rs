//! Relations: which foreign key each walks along.

use crate::diagnostic::{Diagnostics, schema as say};
use crate::document::{self, Through};
use crate::schema::context::Context;
use crate::schema::names::Kind;
use crate::schema::rust_names::RustNames;
use crate::schema::{ColumnId, ForeignKey, Relation, RelationKind, Table, TableId};
use crate::source::{Span, Spanned};

/// The relations of every table, once all foreign keys are known.
pub(super) fn resolve(
    context: &Context<'_>,
    tables: &[Table],
    id: TableId,
    rust_names: &mut RustNames,
    diagnostics: &mut Diagnostics,
) -> Vec<Relation> {
    let mut relations = Vec::new();
    for written in &context.table(id).table.relations {
        let name = &written.name;
        if Kind::Field.name(&name.value).as_deref() == Some(&name.value) {
            rust_names.take(
                &name.value,
                &format!("relation `{}`", name.value),
                name.span,
                diagnostics,
            );
        } else {
            diagnostics.push(say::relation_name(
                &name.value,
                name.span,
                Kind::Field.name(&name.value).as_deref(),
            ));
        }
        let search = Search {
            context,
            tables,
            own: id,
        };
        if let Some(kind) = search.kind(written, diagnostics) {
            relations.push(Relation {
                name: name.value.clone(),
                kind,
                span: name.span,
            });
        }
    }
    relations
}

struct Search<'s, 'd> {
    context: &'s Context<'d>,
    tables: &'s [Table],
    own: TableId,
}

impl Search<'_, '_> {
    fn kind(&self, written: &document::Relation, diagnostics: &mut Diagnostics) -> Option<RelationKind> {
        let target = self.context.table_id(&written.target, diagnostics)?;
        if let Some(through) = &written.through {
            return self.through(target, through, written, diagnostics);
        }
        if written.one {
            return self.one(target, written, diagnostics);
        }
        let found = self.candidates(target, self.own, &written.via);
        self.sole(target, &found, written, diagnostics)
            .map(|foreign_key| RelationKind::Many { target, foreign_key })
    }

    /// A foreign key of this table, else a unique one of the target.
    fn one(
        &self,
        target: TableId,
        written: &document::Relation,
        diagnostics: &mut Diagnostics,
    ) -> Option<RelationKind> {
        let ahead = self.candidates(self.own, target, &written.via);
        let back: Vec<_> = if target == self.own && !ahead.is_empty() {
            Vec::new()
        } else {
            let mut back = self.candidates(target, self.own, &written.via);
            back.retain(|index| is_unique(&self.tables[target.0], &self.tables[target.0].foreign_keys[*index]));
            back
        };
        match (ahead.as_slice(), back.as_slice()) {
            ([foreign_key], []) => Some(RelationKind::One {
                target,
                foreign_key: *foreign_key,
            }),
            ([], [foreign_key]) => Some(RelationKind::OneBack {
                target,
                foreign_key: *foreign_key,
            }),
            ([], []) => {
                let has_plain = !self.candidates(target, self.own, &written.via).is_empty();
                self.none(target, has_plain, written, diagnostics);
                None
            }
            _ => {
                let mut choices = self.described(self.own, &ahead);
                choices.extend(self.described(target, &back));
                diagnostics.push(say::ambiguous_relation(&written.name.value, written.span, &choices));
                None
            }
        }
    }

    fn through(
        &self,
        target: TableId,
        through: &Through,
        written: &document::Relation,
        diagnostics: &mut Diagnostics,
    ) -> Option<RelationKind> {
        if let Some(via) = written.via.first() {
            diagnostics.push(say::via_with_through(via.span));
        }
        let join = self.context.table_id(&through.table, diagnostics)?;
        for key in through.from.iter().chain(&through.to) {
            self.context.column_id(join, key, diagnostics)?;
        }
        let mut from = self.candidates(join, self.own, &through.from);
        let mut to = self.candidates(join, target, &through.to);
        // Of a table joined to itself, the end that is said settles the other.
        if let ([said], true) = (from.as_slice(), !through.from.is_empty()) {
            to.retain(|index| index != said);
        }
        if let ([said], true) = (to.as_slice(), !through.to.is_empty()) {
            from.retain(|index| index != said);
        }
        match (from.as_slice(), to.as_slice()) {
            ([from], [to]) if from != to => Some(RelationKind::ManyThrough {
                target,
                through: join,
                from: *from,
                to: *to,
            }),
            ([], _) => {
                self.no_key(join, self.own, through.table.span, diagnostics);
                None
            }
            (_, []) => {
                self.no_key(join, target, through.table.span, diagnostics);
                None
            }
            _ => {
                let mut choices = self.described(join, &from);
                choices.extend(self.described(join, &to));
                choices.sort();
                choices.dedup();
                diagnostics.push(say::ambiguous_through(&written.name.value, written.span, &choices));
                None
            }
        }
    }

    /// The foreign keys of `table` that point at `target`, with exactly the columns `via` where it says some.
    fn candidates(&self, table: TableId, target: TableId, via: &[Spanned<String>]) -> Vec<usize> {
        let flat = self.context.table(table);
        let columns: Option<Vec<ColumnId>> = via.iter().map(|key| flat.column_id(&key.value)).collect();
        let Some(columns) = columns else { return Vec::new() };
        let fits = |key: &ForeignKey| {
            key.references == target
                && (columns.is_empty()
                    || key.columns.len() == columns.len() && columns.iter().all(|id| key.columns.contains(id)))
        };
        let keys = self.tables[table.0].foreign_keys.iter().enumerate();
        keys.filter(|(_, key)| fits(key)).map(|(index, _)| index).collect()
    }

    fn sole(
        &self,
        target: TableId,
        found: &[usize],
        written: &document::Relation,
        diagnostics: &mut Diagnostics,
    ) -> Option<usize> {
        match found {
            [foreign_key] => Some(*foreign_key),
            [] => {
                self.none(target, false, written, diagnostics);
                None
            }
            _ => {
                let choices = self.described(target, found);
                diagnostics.push(say::ambiguous_relation(&written.name.value, written.span, &choices));
                None
            }
        }
    }

    fn none(&self, target: TableId, only_plain: bool, written: &document::Relation, diagnostics: &mut Diagnostics) {
        let own = self.context.table(self.own);
        let there = self.context.table(target);
        // A foreign key that is wrong was told already: no second error for the relation that would use it.
        let broken = |flat: &super::mixins::Flat<'_>, resolved: &Table| {
            let columns = (flat.own_columns())
                .filter(|(_, column)| column.references.is_some())
                .count();
            columns + flat.table.foreign_keys.len() != resolved.foreign_keys.len()
        };
        if broken(own, &self.tables[self.own.0]) || broken(there, &self.tables[target.0]) {
            return;
        }
        if only_plain {
            diagnostics.push(say::one_without_unique(own.key(), there.key(), written.span));
        } else if let Some(via) = written.via.first() {
            diagnostics.push(say::via_is_no_key(&via.value, own.key(), there.key(), via.span));
        } else {
            diagnostics.push(say::no_foreign_key(
                own.key(),
                there.key(),
                written.one,
                written.target.span,
            ));
        }
    }

    fn no_key(&self, join: TableId, target: TableId, span: Span, diagnostics: &mut Diagnostics) {
        let (join, target) = (self.context.table(join).key(), self.context.table(target).key());
        diagnostics.push(say::join_without_key(join, target, span));
    }

    fn described(&self, table: TableId, keys: &[usize]) -> Vec<String> {
        let resolved = &self.tables[table.0];
        let described = keys.iter().map(|index| {
            let columns = resolved.foreign_keys[*index].columns.iter();
            let columns: Vec<_> = columns.map(|id| resolved.column(*id).key.as_str()).collect();
            format!("{}.{}", resolved.key, columns.join(", "))
        });
        described.collect()
    }
}

/// Whether at most one row can point along this foreign key.
fn is_unique(table: &Table, key: &ForeignKey) -> bool {
    let within = |columns: &[ColumnId]| !columns.is_empty() && columns.iter().all(|id| key.columns.contains(id));
    table
        .primary_key
        .as_ref()
        .is_some_and(|primary| within(&primary.columns))
        || table.uniques.iter().any(|unique| within(&unique.columns))
}

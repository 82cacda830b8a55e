//! Columns: added, dropped, dropped and added again.

use super::cast;
use super::constraint::may_fail;
use super::enumeration::Mapping;
use super::impact::{on_behalf_of, working};
use super::object::{Object, When};
use super::sql_text::{column, default, identifier, object_name, words};
use super::statement::{Sql, fresh, hazardous, lossy};
use super::states::type_state;
use super::{Planner, Vertex, comment_step};
use crate::catalog::{Column, ObjectName, Pair};
use crate::dialect::postgres::value;
use crate::diff::is_lossless;
use crate::plan::graph::Node;
use crate::plan::{HazardKind, Step, Work};

/// What is to be done to a column that stays.
#[derive(Debug, Clone)]
pub(super) struct ColumnWork<'a> {
    pub(super) previous: &'a Column,
    pub(super) next: &'a Column,
    pub(super) backfill: Option<&'a str>,
    pub(super) using: Option<&'a str>,
    /// Where its values go, when those of its enum change.
    pub(super) mapping: Option<Mapping<'a>>,
    pub(super) retype: Retype,
    /// Dropped and added again: PostgreSQL cannot alter it, and its values are computed.
    pub(super) replaced: bool,
}

/// How far the type changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Retype {
    /// Not at all.
    No,
    /// In its modifier or collation: the server mends all that depends on the column by itself.
    Modifier,
    /// Into another type: what compares the column with a value no longer fits.
    Type,
}

impl<'a> ColumnWork<'a> {
    pub(super) fn new(pair: &'a Pair<Column>, backfill: Option<&'a str>, using: Option<&'a str>) -> Self {
        Self {
            previous: &pair.previous,
            backfill,
            using,
            ..Self::unchanged(&pair.next)
        }
    }

    /// A column that changes only by what changes around it.
    pub(super) const fn unchanged(column: &'a Column) -> Self {
        Self {
            previous: column,
            next: column,
            backfill: None,
            using: None,
            mapping: None,
            retype: Retype::No,
            replaced: false,
        }
    }

    pub(super) fn is_retyped(&self) -> bool {
        self.retype == Retype::Type && !self.replaced
    }

    /// What can be told from the column alone. `same_type` says whether its type differs in nothing but the enum's name.
    pub(super) fn settle(&mut self, same_type: bool, alter_expression: bool) {
        let recreated = self.mapping.as_ref().is_some_and(|mapping| mapping.recreated);
        // An enum that is kept as text is no other type to the server, and `using` says what becomes of the values.
        let rewritten = same_type && self.using.is_some();
        self.retype =
            if recreated || rewritten || !(same_type || cast::same_base(&self.previous.r#type, &self.next.r#type)) {
                Retype::Type
            } else if (!same_type && self.previous.r#type != self.next.r#type)
                || self.previous.collation != self.next.collation
            {
                Retype::Modifier
            } else {
                Retype::No
            };
        self.replaced = match (&self.previous.generated, &self.next.generated) {
            (None, None) => false,
            (None, Some(_)) => true,
            // DROP EXPRESSION keeps the values, where there are any.
            (Some(previous), None) => !previous.stored,
            (Some(previous), Some(next)) => {
                previous.stored != next.stored
                    || self.retype != Retype::No
                    || (previous.expression.authored != next.expression.authored && !alter_expression)
            }
        };
    }

    pub(super) fn expression_changes(&self) -> bool {
        match (&self.previous.generated, &self.next.generated) {
            (Some(previous), Some(next)) => previous.expression.authored != next.expression.authored,
            _ => false,
        }
    }
}

/// `COMMENT ON COLUMN` as the column has it.
pub(super) fn comment_on(table: &ObjectName, column: &Column) -> Step {
    let object = format!("{}.{}", object_name(table), identifier(&column.name));
    comment_step("COLUMN", object, column.comment.as_deref())
}

impl<'a> Planner<'a> {
    pub(super) fn add_column(&mut self, table: &'a ObjectName, added: &'a Column, backfill: Option<&'a str>) {
        let display = format!("{table}.{}", added.name);
        let mut chain = Vec::new();
        let online = self.is_online();
        // Written into every row at once it would lock the table for as long as that takes.
        let volatile = added.default.as_ref().map(|default| default.authored.as_str());
        let volatile = volatile.filter(|default| online && value::is_volatile(default));
        if let Some(value) = backfill.or(volatile) {
            let bare = Column {
                nullable: true,
                default: None,
                ..added.clone()
            };
            let comment = format!("Adds the column {display}, empty at first; locks {table} for a moment.");
            let step = add(table, &bare).step(comment);
            let expansion = self.pair.next.expansion_of(table, &added.name);
            let comes_back = expansion.is_some_and(|expansion| is_lossless(expansion, added, self.pair.previous));
            let mut node = Node::new(if comes_back { step } else { fresh(step) });
            let in_step = self.kept_in_step.get(&(table, added.name.as_str()));
            if let Some((_, added)) = in_step {
                node = node.creates(*added);
            }
            chain.push(node);
            let triggers = in_step.map(|(triggers, _)| triggers.clone()).unwrap_or_default();
            let filled_from = chain.len();
            if added.default.is_some() {
                let comment = format!("New rows get this in {display}; no row is touched.");
                chain.push(Node::new(set_default(table, added).step(comment)));
            }
            if online {
                self.push_fill(&mut chain, table, &added.name, value, "Fills");
            } else {
                self.push_update(&mut chain, table, &added.name, value, None, "Fills");
            }
            let triggers: Vec<_> = (triggers.into_iter())
                .map(|id| Object::Tracked(When::After, id))
                .collect();
            let filled = chain.split_off(filled_from);
            chain.extend(filled.into_iter().map(|node| node.uses_all(triggers.iter().copied())));
            if !added.nullable {
                let refill = added.default.is_none().then_some(value);
                self.push_not_null(&mut chain, table, added, refill);
            }
        } else {
            let cost = added_at_cost(table, added);
            let step = add(table, added).step(format!("Adds the column {display}; {cost}."));
            let step = on_behalf_of(working(step, added_at_work(added)), table, &added.name);
            let step = if added.generated.is_some() { step } else { fresh(step) };
            let must_have_value = !added.nullable && added.default.is_none();
            chain.push(Node::new(
                if must_have_value && added.generated.is_none() && added.identity.is_none() {
                    may_fail(
                        step,
                        format!("{display} has neither default nor backfill: this fails if {table} has rows"),
                    )
                } else {
                    step
                },
            ));
        }
        if added.comment.is_some() {
            chain.push(Node::new(comment_on(table, added)));
        }
        self.push_added(table, added, chain);
    }

    fn push_added(&mut self, table: &'a ObjectName, added: &'a Column, chain: Vec<Vertex<'a>>) {
        let mut used = self.states(When::After, table, Vec::<String>::new());
        used.extend(type_state(When::After, added));
        if let Some(generated) = &added.generated {
            used.extend(self.states(When::After, table, words(&generated.expression.authored)));
        }
        let name = added.name.as_str();
        let below: Vec<_> = (self.pair.next.descendants(table).into_iter())
            .filter(|below| below.partition_of.is_none())
            .map(|below| &below.name)
            .collect();
        self.push_chain(
            chain,
            |node| {
                // A table that is made of this one gets it too.
                let node = node.uses_all(used).takes(Object::ColumnName(table, name));
                below
                    .into_iter()
                    .fold(node, |node, below| node.takes(Object::ColumnName(below, name)))
            },
            |node| node.creates(Object::Column(When::After, table, name)),
        );
    }

    pub(super) fn drop_column(&mut self, table: &'a ObjectName, dropped: &'a Column) {
        let name = self.renames.dropped_column(table, &dropped.name);
        let sql = Sql::DropColumn {
            table: object_name(table),
            column: identifier(name),
        };
        let expansion = self.pair.previous.expansion_of(table, &dropped.name);
        let successor = expansion.filter(|expansion| is_lossless(expansion, dropped, self.pair.next));
        let values = match successor {
            Some(expansion) => format!(", whose values are in {}", expansion.new),
            None => " and its values".to_owned(),
        };
        let step = sql.step(format!(
            "Drops the column {table}.{}{values}; locks {table} for a moment.",
            dropped.name
        ));
        let is_lossless = dropped.generated.is_some() || successor.is_some();
        let step = if is_lossless { step } else { lossy(step) };
        let message = format!("code that uses {table}.{} fails from here on", dropped.name);
        let step = hazardous(step, HazardKind::BreaksOlderCode, message);
        let node = self.dropped(Node::new(step), table, dropped);
        self.push(node);
    }

    fn dropped(&self, node: Vertex<'a>, table: &'a ObjectName, dropped: &'a Column) -> Vertex<'a> {
        let mut used = vec![Object::Table(When::Before, table)];
        used.extend(type_state(When::Before, dropped));
        if let Some(generated) = &dropped.generated {
            used.extend(self.states(When::Before, table, words(&generated.expression.authored)));
        }
        let name = dropped.name.as_str();
        let node = node
            .uses_all(used)
            .drops(Object::Column(When::Before, table, name))
            .frees(Object::ColumnName(table, name));
        let below = self
            .pair
            .previous
            .descendants(self.renames.previous_table_name(table))
            .into_iter();
        // With it goes what tables that are made of this one have of it.
        let below = below.filter(|below| below.partition_of.is_none() && below.column(name).is_none());
        below.fold(node, |node, below| {
            node.frees(Object::ColumnName(self.renames.next_table_name(&below.name), name))
        })
    }

    /// Drops it and adds it again, which only columns with computed values stand.
    pub(super) fn replace_column(&mut self, table: &'a ObjectName, work: &ColumnWork<'a>) {
        let (previous, next) = (work.previous, work.next);
        let display = format!("{table}.{}", next.name);
        let sql = Sql::DropColumn {
            table: object_name(table),
            column: identifier(&next.name),
        };
        let step = if previous.generated.is_some() {
            sql.step(format!(
                "Drops the generated column {display}, to add it again as it is to be."
            ))
        } else {
            lossy(sql.step(format!("Drops {display}, to add it again as a generated column.")))
        };
        let mut used = vec![Object::Table(When::Before, table)];
        used.extend(type_state(When::Before, previous));
        if let Some(generated) = &previous.generated {
            used.extend(self.states(When::Before, table, words(&generated.expression.authored)));
        }
        self.push(
            Node::new(step)
                .uses_all(used)
                .drops(Object::Column(When::Before, table, &next.name))
                .frees(Object::ColumnName(table, &next.name)),
        );
        let cost = added_at_cost(table, next);
        let step = add(table, next).step(format!("Adds {display} again; {cost}."));
        let step = on_behalf_of(working(step, added_at_work(next)), table, &next.name);
        let mut chain = vec![Node::new(step)];
        if next.comment.is_some() {
            chain.push(Node::new(comment_on(table, next)));
        }
        self.push_added(table, next, chain);
    }
}

fn add(table: &ObjectName, added: &Column) -> Sql {
    Sql::AddColumn {
        table: object_name(table),
        column: column(added),
    }
}

/// What adding a column costs: only values that differ from row to row are written into every row.
fn added_at_cost(table: &ObjectName, column: &Column) -> String {
    match added_at_work(column) {
        Work::Rewrite => format!("rewrites {table} while it is locked"),
        _ => format!("locks {table} for a moment"),
    }
}

fn added_at_work(column: &Column) -> Work {
    let computed = column.generated.as_ref().is_some_and(|generated| generated.stored);
    let volatile = || {
        column
            .default
            .as_ref()
            .is_some_and(|default| value::is_volatile(&default.authored))
    };
    if computed || column.identity.is_some() || volatile() {
        Work::Rewrite
    } else {
        Work::Metadata
    }
}

pub(super) fn set_default(table: &ObjectName, column: &Column) -> Sql {
    Sql::SetDefault {
        table: object_name(table),
        column: identifier(&column.name),
        default: column.default.as_ref().map(default).unwrap_or_default(),
    }
}

pub(super) fn set_not_null(table: &ObjectName, column: &Column) -> Step {
    let sql = Sql::SetNotNull {
        table: object_name(table),
        column: identifier(&column.name),
    };
    sql.step(format!(
        "{table}.{} must have a value; reads every row of {table} while it is locked.",
        column.name
    ))
}

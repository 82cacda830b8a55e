//! Columns: added, dropped, altered.

use super::cast;
use super::constraint::may_fail;
use super::enumeration::Mapping;
use super::object::{Object, When};
use super::sql_text::{bracketed, column, column_type, default, identifier, identity, object_name, text, words};
use super::statement::{Sql, fresh, lossy};
use super::table::type_state;
use super::{Planner, Vertex, comment_step};
use crate::catalog::{Column, Deferrable, ObjectName, Pair};
use crate::dialect::postgres::Postgres;
use crate::dialect::{CastVerdict, Dialect};
use crate::plan::Step;
use crate::plan::graph::Node;

/// What is to be done to a column that stays.
#[derive(Debug, Clone)]
pub(super) struct ColumnWork<'a> {
    pub(super) previous: &'a Column,
    pub(super) next: &'a Column,
    backfill: Option<&'a str>,
    using: Option<&'a str>,
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
        self.retype = if recreated || !(same_type || cast::same_base(&self.previous.r#type, &self.next.r#type)) {
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

    fn expression_changes(&self) -> bool {
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
        if let Some(backfill) = backfill {
            let bare = Column {
                nullable: true,
                default: None,
                ..added.clone()
            };
            let comment = format!("Adds the column {display}, empty at first; locks {table} for a moment.");
            chain.push(Node::new(fresh(add(table, &bare).step(comment))));
            self.push_update(&mut chain, table, &added.name, backfill, None, "Fills");
            if added.default.is_some() {
                chain.push(Node::new(set_default(table, added).plain_step()));
            }
            if !added.nullable {
                chain.push(Node::new(set_not_null(table, added)));
            }
        } else {
            let cost = added_at_cost(table, added);
            let step = add(table, added).step(format!("Adds the column {display}; {cost}."));
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
        self.push_chain(
            chain,
            |node| node.uses_all(used).takes(Object::ColumnName(table, name)),
            |node| node.creates(Object::Column(When::After, table, name)),
        );
    }

    pub(super) fn drop_column(&mut self, table: &'a ObjectName, dropped: &'a Column) {
        let name = self.renames.dropped_column(table, &dropped.name);
        let sql = Sql::DropColumn {
            table: object_name(table),
            column: identifier(name),
        };
        let step = sql.step(format!(
            "Drops the column {table}.{} and its values; locks {table} for a moment.",
            dropped.name
        ));
        let step = if dropped.generated.is_some() { step } else { lossy(step) };
        let node = self.dropped(Node::new(step), table, dropped);
        self.push(node);
    }

    fn dropped(&self, node: Vertex<'a>, table: &'a ObjectName, dropped: &'a Column) -> Vertex<'a> {
        let mut used = vec![Object::Table(When::Before, table)];
        used.extend(type_state(When::Before, dropped));
        if let Some(generated) = &dropped.generated {
            used.extend(self.states(When::Before, table, words(&generated.expression.authored)));
        }
        node.uses_all(used)
            .drops(Object::Column(When::Before, table, &dropped.name))
            .frees(Object::ColumnName(table, &dropped.name))
    }

    pub(super) fn alter_column(&mut self, table: &'a ObjectName, work: &ColumnWork<'a>) {
        let (previous, next) = (work.previous, work.next);
        if work.replaced {
            self.replace_column(table, work);
            return;
        }
        let mut chain = self.altered(table, work);
        if previous.comment != next.comment {
            chain.push(Node::new(comment_on(table, next)));
        }
        if chain.is_empty() {
            return;
        }
        let name = next.name.as_str();
        let mut used = self.states(When::Before, table, Vec::<String>::new());
        used.extend(type_state(When::Before, previous));
        used.extend(type_state(When::After, next));
        if previous.generated.is_some() {
            let mentioned = |column: &'a Column| {
                let generated = column.generated.as_ref();
                generated
                    .into_iter()
                    .flat_map(|generated| words(&generated.expression.authored))
            };
            used.extend(self.states(When::Before, table, mentioned(previous)));
            if work.expression_changes() {
                used.extend(self.states(When::After, table, mentioned(next).filter(|word| word != name)));
            }
        }
        // The old type is needed until the last step.
        let chain = chain
            .into_iter()
            .map(|node| node.uses_all(used.iter().copied()))
            .collect();
        self.push_chain(
            chain,
            |node| node.drops(Object::Column(When::Before, table, name)),
            |node| node.creates(Object::Column(When::After, table, name)),
        );
    }

    fn replace_column(&mut self, table: &'a ObjectName, work: &ColumnWork<'a>) {
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
        let mut chain = vec![Node::new(
            add(table, next).step(format!("Adds {display} again; {cost}.")),
        )];
        if next.comment.is_some() {
            chain.push(Node::new(comment_on(table, next)));
        }
        self.push_added(table, next, chain);
    }

    /// The statements that alter a column in place, in the one order in which the server takes them.
    fn altered(&mut self, table: &'a ObjectName, work: &ColumnWork<'a>) -> Vec<Vertex<'a>> {
        let (previous, next) = (work.previous, work.next);
        let (table_sql, column_sql) = (object_name(table), identifier(&next.name));
        let place = || (table_sql.clone(), column_sql.clone());
        let display = format!("{table}.{}", next.name);
        let retyped = work.is_retyped();
        let mut chain: Vec<Vertex<'a>> = Vec::new();

        let default_goes = next.default.is_none() || retyped;
        if previous.default.is_some() && default_goes {
            let (table, column) = place();
            let step = Sql::DropDefault { table, column };
            chain.push(Node::new(if retyped && next.default.is_some() {
                step.step(format!(
                    "The default of {display} is of the old type; it is set again below."
                ))
            } else {
                step.step(format!("{display} has no default any more."))
            }));
        }
        let identity_stays = previous.identity.is_some()
            && next.identity.is_some()
            && (!retyped || (cast::is_integer(&previous.r#type) && cast::is_integer(&next.r#type)));
        if previous.identity.is_some() && !identity_stays {
            let (table, column) = place();
            let step = Sql::DropIdentity { table, column }.step(format!("{display} is not numbered any more."));
            chain.push(Node::new(step));
        }
        if previous.generated.is_some() && next.generated.is_none() {
            let (table, column) = place();
            let comment = format!("{display} is not computed any more; its values stay.");
            chain.push(Node::new(Sql::DropExpression { table, column }.step(comment)));
        }
        if !previous.nullable && next.nullable {
            let (table, column) = place();
            let comment = format!("{display} may be NULL; locks {table} for a moment.");
            chain.push(Node::new(Sql::DropNotNull { table, column }.step(comment)));
        }
        if work.retype != Retype::No {
            chain.push(Node::new(retype(table, work)));
        } else if let Some(mapping) = work.mapping.as_ref().filter(|mapping| !mapping.recreated) {
            self.push_mapped(&mut chain, table, work, mapping);
        }
        if work.expression_changes() {
            let (table_sql, column) = place();
            let expression = next
                .generated
                .as_ref()
                .map(|generated| bracketed(&generated.expression));
            let sql = Sql::SetExpression {
                table: table_sql,
                column,
                expression: expression.unwrap_or_default(),
            };
            let comment = format!("Computes {display} anew; rewrites {table} while it is locked.");
            chain.push(Node::new(sql.step(comment)));
        }
        if previous.nullable && !next.nullable {
            if let Some(backfill) = work.backfill {
                let condition = format!("{column_sql} IS NULL");
                self.push_update(
                    &mut chain,
                    table,
                    &next.name,
                    backfill,
                    Some(condition),
                    "Fills the gaps of",
                );
                chain.push(Node::new(set_not_null(table, next)));
            } else {
                let step = set_not_null(table, next);
                let message = format!("{display} has no backfill: this fails if it is NULL in any row");
                chain.push(Node::new(may_fail(step, message)));
            }
        }
        push_identity(&mut chain, table, work, identity_stays);
        let default_comes = next.default.as_ref().is_some_and(|default| {
            let before = previous.default.as_ref().map(|default| &default.authored);
            retyped || before != Some(&default.authored)
        });
        if default_comes {
            let step = set_default(table, next);
            chain.push(Node::new(
                step.step(format!("New rows get this in {display}; no row is touched.")),
            ));
        }
        chain
    }

    /// Values of an enum that is kept as text.
    fn push_mapped(
        &mut self,
        chain: &mut Vec<Vertex<'a>>,
        table: &'a ObjectName,
        work: &ColumnWork<'a>,
        mapping: &Mapping<'a>,
    ) {
        let Some((value, condition)) = mapping.update(work.next) else {
            return;
        };
        let lossy_values = mapping.loses();
        let before = chain.len();
        self.push_update(
            chain,
            table,
            &work.next.name,
            &value,
            Some(condition),
            "Moves the values of",
        );
        if lossy_values && let Some(node) = chain.get_mut(before) {
            node.step.effect = crate::plan::Effect::Lossy;
        }
    }

    /// An UPDATE, and what is needed before the next ALTER TABLE of the same transaction.
    fn push_update(
        &self,
        chain: &mut Vec<Vertex<'a>>,
        table: &'a ObjectName,
        column: &str,
        value: &str,
        condition: Option<String>,
        verb: &str,
    ) {
        let sql = Sql::Update {
            table: object_name(table),
            column: identifier(column),
            value: value.trim().to_owned(),
            condition,
        };
        let step = sql.step(format!(
            "{verb} {table}.{column}; the rows it writes are locked until the end."
        ));
        chain.push(Node::new(step).uses_all(self.sources(table, column, value)));
        if self.has_deferred(table) {
            // Else: cannot ALTER TABLE because it has pending trigger events.
            let comment = format!("The deferred constraints of {table} are checked before it is altered further.");
            chain.push(Node::new(Sql::SetConstraintsImmediate {}.step(comment)));
        }
    }

    /// Columns that an expression for rows may read: those that go, while they are there, and those that come before
    /// it, once they are filled.
    fn sources(&self, table: &'a ObjectName, column: &str, value: &str) -> Vec<Object<'a>> {
        let Some(work) = self.tables.get(table) else {
            return Vec::new();
        };
        let words = words(value);
        let dropped = work.dropped.iter().filter(|dropped| words.contains(&dropped.name));
        let dropped = dropped.map(|dropped| Object::Column(When::Before, table, dropped.name.as_str()));
        let earlier = work.added.iter().take_while(|(added, _)| added.name != column);
        let earlier = earlier.filter(|(added, _)| words.contains(&added.name));
        let earlier = earlier.map(|(added, _)| Object::Column(When::After, table, added.name.as_str()));
        dropped.chain(earlier).collect()
    }

    fn has_deferred(&self, table: &'a ObjectName) -> bool {
        let deferred = Some(Deferrable::InitiallyDeferred);
        let next = self.pair.next.tables.get(table);
        let previous = self.renames.previous_table(self.pair.previous, table);
        next.into_iter().chain(previous).any(|table| {
            table.foreign_keys.iter().any(|key| key.deferrable == deferred)
                || table.uniques.iter().any(|unique| unique.deferrable == deferred)
        })
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
    let computed = column.generated.as_ref().is_some_and(|generated| generated.stored);
    if computed || column.identity.is_some() {
        format!("rewrites {table} while it is locked")
    } else {
        format!("locks {table} for a moment")
    }
}

fn set_default(table: &ObjectName, column: &Column) -> Sql {
    Sql::SetDefault {
        table: object_name(table),
        column: identifier(&column.name),
        default: column.default.as_ref().map(default).unwrap_or_default(),
    }
}

fn set_not_null(table: &ObjectName, column: &Column) -> Step {
    let sql = Sql::SetNotNull {
        table: object_name(table),
        column: identifier(&column.name),
    };
    sql.step(format!(
        "{table}.{} must have a value; reads every row of {table} while it is locked.",
        column.name
    ))
}

fn retype(table: &ObjectName, work: &ColumnWork<'_>) -> Step {
    let (previous, next) = (work.previous, work.next);
    let mapped = work.mapping.as_ref().filter(|_| work.using.is_none());
    let using = match (work.using, mapped) {
        (Some(using), _) => Some(using.trim().to_owned()),
        (None, Some(mapping)) => Some(mapping.cast(next)),
        (None, None) if work.retype == Retype::Type => cast::using(previous, next),
        (None, None) => None,
    };
    let (table_sql, column_sql, to) = (object_name(table), identifier(&next.name), column_type(&next.r#type));
    let sql = match &next.collation {
        Some(collation) => Sql::AlterColumnCollation {
            table: table_sql,
            column: column_sql,
            r#type: to,
            collation: identifier(collation),
            using,
        },
        None => Sql::AlterColumnType {
            table: table_sql,
            column: column_sql,
            r#type: to,
            using,
        },
    };
    let display = format!("{table}.{}", next.name);
    let fate = mapped
        .filter(|mapping| mapping.loses())
        .map_or("", |_| match (next.nullable, &next.default) {
            (_, _) if next.r#type.array => " Values that it does not have leave the arrays.",
            (true, _) => " Values that it does not have become NULL.",
            (false, Some(_)) => " Values that it does not have become the default.",
            (false, None) => " It fails on values that the type does not have.",
        });
    let step = sql.step(format!(
        "{display} becomes {}; {table} is locked meanwhile, and rewritten unless the values stay as they are.{fate}",
        column_type(&next.r#type)
    ));
    let narrows = match mapped {
        Some(mapping) => mapping.loses(),
        None => Postgres.cast(&previous.r#type, &next.r#type) != CastVerdict::Safe,
    };
    if narrows { lossy(step) } else { step }
}

fn push_identity<'a>(chain: &mut Vec<Vertex<'a>>, table: &'a ObjectName, work: &ColumnWork<'a>, identity_stays: bool) {
    let (previous, next) = (work.previous, work.next);
    let Some(kind) = next.identity else {
        return;
    };
    let (table_sql, column_sql) = (object_name(table), identifier(&next.name));
    let display = format!("{table}.{}", next.name);
    if identity_stays {
        if previous.identity != next.identity {
            let sql = Sql::SetIdentity {
                table: table_sql,
                column: column_sql,
                identity: identity(kind),
            };
            let comment = format!("Whether {display} takes a value that is given; no row is touched.");
            chain.push(Node::new(sql.step(comment)));
        }
        return;
    }
    let sql = Sql::AddIdentity {
        table: table_sql.clone(),
        column: column_sql.clone(),
        identity: identity(kind),
    };
    chain.push(Node::new(
        sql.step(format!("The server numbers {display}; locks {table} for a moment.")),
    ));
    let sql = Sql::SetSequence {
        table_text: text(&table_sql),
        column_text: text(&next.name),
        table: table_sql,
        column: column_sql,
    };
    chain.push(Node::new(
        sql.step(format!("Numbers of {display} go on after the highest that is there.")),
    ));
}

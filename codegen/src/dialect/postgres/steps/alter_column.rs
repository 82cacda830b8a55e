//! Columns that stay and change.

use super::cast;
use super::column::{ColumnWork, Retype, comment_on, set_default};
use super::enumeration::Mapping;
use super::impact::{on_behalf_of, working};
use super::object::{Object, When};
use super::sql_text::{bracketed, column_type, identifier, identity, object_name, text, words};
use super::statement::{Sql, hazardous, lossy};
use super::states::type_state;
use super::{Planner, Vertex};
use crate::catalog::{Column, ObjectName};
use crate::dialect::postgres::{Postgres, conversion};
use crate::dialect::{CastVerdict, Dialect};
use crate::plan::graph::Node;
use crate::plan::{HazardKind, Step, Work};

impl<'a> Planner<'a> {
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
        used.extend(self.values_left(previous, next));
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
            chain.push(Node::new(on_behalf_of(sql.step(comment), table, &next.name)));
        }
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
        if previous.nullable && !next.nullable {
            self.push_required(&mut chain, table, work);
        }
        push_identity(&mut chain, table, work, identity_stays);
        chain
    }

    /// It may be NULL before, and not after.
    fn push_required(&mut self, chain: &mut Vec<Vertex<'a>>, table: &'a ObjectName, work: &ColumnWork<'a>) {
        let next = work.next;
        match work.backfill {
            Some(backfill) if self.is_online() => {
                self.push_fill(chain, table, &next.name, backfill, "Fills the gaps of");
                self.push_not_null(chain, table, next, Some(backfill));
            }
            Some(backfill) => {
                let condition = format!("{} IS NULL", identifier(&next.name));
                self.push_update(chain, table, &next.name, backfill, Some(condition), "Fills the gaps of");
                self.push_not_null(chain, table, next, None);
            }
            // That there is no NULL is checked before all else.
            None => self.push_not_null(chain, table, next, None),
        }
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
        self.push_update(
            chain,
            table,
            &work.next.name,
            &value,
            Some(condition),
            "Moves the values of",
        );
    }
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
    let refused: Vec<_> = mapped.into_iter().flat_map(Mapping::refused).collect();
    let fate = if refused.is_empty() {
        String::new()
    } else {
        format!(" No row has {}, as the check has shown.", refused.join(" or "))
    };
    let work = match (next.collation == previous.collation, mapped, work.using) {
        (true, None, None) => conversion(&previous.r#type, &next.r#type),
        (true, ..) => Work::Rewrite,
        // Indexes over it are built again.
        (false, ..) => conversion(&previous.r#type, &next.r#type).max(Work::Scan),
    };
    let cost = match work {
        Work::Metadata => "for a moment; no row is touched",
        Work::Scan => "while its indexes are built again",
        Work::Rewrite => "while all of its rows are written anew",
    };
    let becomes = if previous.r#type == next.r#type && mapped.is_none() && next.collation == previous.collation {
        "gets other values".to_owned()
    } else {
        format!("becomes {}", column_type(&next.r#type))
    };
    let step = working(
        sql.step(format!("{display} {becomes}; {table} is locked {cost}.{fate}")),
        work,
    );
    let step = on_behalf_of(step, table, &next.name);
    let step = if work == Work::Metadata {
        step
    } else {
        let message = format!("nobody reads or writes {table} meanwhile, which takes as long as it has rows");
        hazardous(step, HazardKind::Blocks, message)
    };
    let step = if refused.is_empty() {
        step
    } else {
        let message = format!("rows whose {display} is {} stop it", refused.join(" or "));
        hazardous(step, HazardKind::CanFail, message)
    };
    let narrows = mapped.is_none() && Postgres.cast(&previous.r#type, &next.r#type) != CastVerdict::Safe;
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

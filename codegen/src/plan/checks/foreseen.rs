//! What a check sees of rows into which the migration is still to write.

use super::before::{Before, Origin, enum_of};
use super::query::{bracketed, type_name, written};
use super::reading::Stand;
use crate::catalog::{Column, ObjectName, Pair, TypeName};
use crate::dialect::CastVerdict;
use crate::diff::TableChange;

/// The type in whose place values of an enum stand that is not there yet.
const AS_TEXT: &str = "text";

/// The rows of a table as a check is to see them: as they are, but for columns into which the migration writes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// The columns that the check may mention and that are there, by their previous names.
    pub columns: Vec<String>,
    /// Those that are new, or whose gaps are filled.
    pub foreseen: Vec<Foreseen>,
    /// What the values of those may call the table by: its name after.
    pub name: String,
}

/// A column with the values that the migration writes into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreseen {
    /// Its name.
    pub name: String,
    /// Its values, as SQL over the rows that are there.
    pub value: String,
    /// Its type, as SQL; empty where its values have it, or where there are no types.
    pub r#type: String,
    /// It is the text of what will be values of an enum, which is not there yet as it will be.
    pub is_text_of_enum: bool,
}

impl Before<'_> {
    /// What the migration writes into a column that is new or whose gaps it fills, where that is known: not where the
    /// values change otherwise as well, and not where each evaluation gives another one.
    ///
    /// Of the same value for every row there is nothing to list: it is looked at where the constraint that may forbid it
    /// is validated when other parts of the migration are committed, and else left to the database.
    pub(super) fn foreseen(&self, table: &ObjectName, next: &str) -> Option<Foreseen> {
        // A check that calls columns by their previous names would mean the one that goes.
        let is_clear = !self.takes_over(table, next);
        is_clear.then(|| self.foreseen_under_next_names(table, next)).flatten()
    }

    /// Whether a new column has the name that another one had.
    pub(super) fn takes_over(&self, table: &ObjectName, next: &str) -> bool {
        let is_there = self
            .table(table)
            .is_some_and(|previous| previous.column(next).is_some());
        is_there && self.added.contains_key(&(table, next))
    }

    fn foreseen_under_next_names(&self, table: &ObjectName, next: &str) -> Option<Foreseen> {
        let (column, value) = if let Some(added) = self.added.get(&(table, next)) {
            let value = if let Some(generated) = &added.column.generated {
                self.computed(table, &generated.expression.authored)?
            } else {
                let default = added.column.default.as_ref();
                let value = added.backfill.or(default.map(|given| given.authored.as_str()))?;
                self.means_the_same(table, value).then(|| value.to_owned())?
            };
            let is_left = self.dialect().is_constant(&value) && !self.capabilities.not_valid_constraints;
            if added.column.identity.is_some() || is_left {
                return None;
            }
            (added.column, value)
        } else {
            let origin = self.column(table, next)?;
            let Some(TableChange::AlterColumn {
                column,
                backfill,
                using,
            }) = self.altered.get(&(table, next))
            else {
                return self.mapped_values(table, next, &origin);
            };
            if origin.is_mapped || origin.column.name != next {
                return None;
            }
            let value = if let Some(generated) = &column.next.generated {
                self.computed(table, &generated.expression.authored)?
            } else if let Some(using) = using {
                if column.previous.generated.is_some()
                    || !self.means_the_same_given(table, using, |column| (column.name == next).then_some(Stand::Before))
                {
                    return None;
                }
                bracketed(using)
            } else {
                if backfill.is_none() || origin.is_retyped {
                    return None;
                }
                self.dialect().quote_identifier(next)
            };
            let value = match backfill {
                Some(backfill) if self.means_the_same(table, backfill) => {
                    format!("coalesce({value}, {})", bracketed(backfill))
                }
                Some(_) => return None,
                None => value,
            };
            (&column.next, value)
        };
        // What is computed gives the same for the same row, or it could not be.
        if column.generated.is_none() && self.dialect().is_volatile(&value) {
            return None;
        }
        let is_text_of_enum = self.is_unsettled(column);
        if is_text_of_enum && column.r#type.array {
            return None;
        }
        Some(Foreseen {
            name: next.to_owned(),
            value,
            r#type: if is_text_of_enum {
                AS_TEXT.to_owned()
            } else {
                type_name(&column.r#type, self.dialect())
            },
            is_text_of_enum,
        })
    }

    /// What the rule of a column gives for the rows as they will be: where columns that it goes by are not there as they
    /// will be, it is asked of what is foreseen of them.
    fn computed(&self, table: &ObjectName, rule: &str) -> Option<String> {
        if self.means_the_same(table, rule) {
            return Some(rule.to_owned());
        }
        if !self.can_say(table, rule) {
            return None;
        }
        let mentioned = self.mentioned(table, rule).into_iter();
        let seen = mentioned.filter_map(|name| self.seen(table, &name, true));
        let seen: Vec<_> = seen.map(|column| written(&column, self.dialect())).collect();
        let (rule, name) = (bracketed(rule), self.dialect().quote_identifier(&table.name));
        Some(format!("(SELECT {rule} FROM (SELECT {}) AS {name})", seen.join(", ")))
    }

    /// The values of a column whose enum gets other ones, and that does not change otherwise.
    fn mapped_values(&self, table: &ObjectName, next: &str, origin: &Origin<'_>) -> Option<Foreseen> {
        let column = self.pair.next.tables.get(table)?.column(next)?;
        let change = self.mapped.get(enum_of(column)?).filter(|_| origin.is_mapped)?;
        let is_other = column.r#type.array || origin.column.is_array() || column.generated.is_some();
        if is_other || column.text_enum.is_some() != origin.column.text_enum.is_some() {
            return None;
        }
        let dialect = self.dialect();
        let value = format!("CAST({} AS {AS_TEXT})", dialect.quote_identifier(&origin.column.name));
        let arms = change.object.previous.values.iter().filter_map(|value| {
            let to = change.fate(value).filter(|to| to != value)?;
            Some(format!(
                " WHEN {} THEN {}",
                dialect.quote_text(value),
                dialect.quote_text(to)
            ))
        });
        let arms: String = arms.collect();
        let value = if arms.is_empty() {
            value
        } else {
            format!("CASE {value}{arms} ELSE {value} END")
        };
        Some(Foreseen {
            name: next.to_owned(),
            value,
            r#type: String::new(),
            is_text_of_enum: true,
        })
    }

    /// Whether a column is of an enum that is not there before as it is after.
    fn is_unsettled(&self, column: &Column) -> bool {
        matches!(&column.r#type.r#type, TypeName::Enum(name) if self.unsettled_types.contains(&self.folded(&name.name)))
    }

    /// What a check sees of a column whose values are not to be had under its next name: what is written into it, or,
    /// where SQL of the next catalog is to be asked, the values of the column that it comes of.
    pub(super) fn seen(&self, table: &ObjectName, next: &str, asks_sql: bool) -> Option<Foreseen> {
        let renamed = || {
            let origin = self.column(table, next)?;
            let is_renamed = !origin.is_changed() && origin.column.name != next;
            is_renamed.then(|| self.dialect().quote_identifier(&origin.column.name))
        };
        let read = || {
            let value = renamed().or_else(|| self.converted(table, next))?;
            Some(Foreseen {
                name: next.to_owned(),
                value,
                r#type: String::new(),
                is_text_of_enum: false,
            })
        };
        if asks_sql {
            self.foreseen_under_next_names(table, next).or_else(read)
        } else {
            self.foreseen(table, next)
        }
    }

    /// The values of a column in its next type, as SQL over the rows that are there; none where something else than the
    /// type changes them, or where it is not known which of them go into it. Those that do not are asked for by themselves:
    /// here they are NULL.
    pub(super) fn converted(&self, table: &ObjectName, next: &str) -> Option<String> {
        let origin = self.column(table, next).filter(|origin| origin.is_retyped)?;
        let after = self.pair.next.tables.get(table)?.column(next)?;
        // What was computed and is stored stays; what was only computed is not there to become anything.
        let was_virtual = origin
            .column
            .generated
            .as_ref()
            .is_some_and(|generated| !generated.stored);
        let is_computed = was_virtual || after.generated.is_some();
        // An enum may well have another name before, or not be there; and what was one keeps its values.
        let is_enum = |column: &Column| matches!(column.r#type.r#type, TypeName::Enum(_));
        let is_enum = is_enum(origin.column) || is_enum(after);
        if origin.is_filled || origin.is_computed_anew || is_computed || is_enum {
            return None;
        }
        let (dialect, previous) = (self.dialect(), &origin.column.r#type);
        let columns = Pair {
            previous: origin.column,
            next: after,
        };
        let value = dialect.conversion(columns)?;
        // Where the database converts of itself, nothing says so.
        let value = match type_name(&after.r#type, dialect) {
            name if name.is_empty() => bracketed(&value),
            name => format!("CAST({value} AS {name})"),
        };
        match dialect.cast(previous, &after.r#type) {
            CastVerdict::Safe => Some(value),
            CastVerdict::Risky => {
                let column = dialect.quote_identifier(&origin.column.name);
                let misfit = dialect.misfit(&column, previous, &after.r#type)?;
                Some(format!("CASE WHEN {misfit} THEN NULL ELSE {value} END"))
            }
            CastVerdict::Impossible => None,
        }
    }

    /// Whether values of a column that differ may become one by its next type, as by rounding.
    pub(super) fn may_fold(&self, table: &ObjectName, next: &str) -> bool {
        let after = self.pair.next.tables.get(table).and_then(|table| table.column(next));
        let (Some(origin), Some(after)) = (self.column(table, next), after) else {
            return false;
        };
        origin.is_retyped && self.dialect().cast(&origin.column.r#type, &after.r#type) == CastVerdict::Risky
    }

    /// The rows for a check on `columns`, by their next names, and on what `texts` mention. `asks_sql` as of
    /// [`seen`](Self::seen).
    pub(super) fn rows(&self, table: &ObjectName, columns: &[String], texts: &[&str], asks_sql: bool) -> Rows {
        let mut rows = Rows {
            name: table.name.clone(),
            ..Rows::default()
        };
        let mentioned = texts.iter().flat_map(|text| self.mentioned(table, text));
        for name in columns.iter().cloned().chain(mentioned) {
            let seen = |foreseen: &Foreseen| foreseen.name == name;
            if rows.foreseen.iter().any(seen) {
                continue;
            }
            if let Some(foreseen) = self.seen(table, &name, asks_sql) {
                rows.foreseen.push(foreseen);
            } else if let Some(origin) = self.column(table, &name)
                && !rows.columns.contains(&origin.column.name)
            {
                rows.columns.push(origin.column.name.clone());
            }
        }
        rows
    }
}

//! The state before a migration, asked for by next names.

use std::collections::{BTreeMap, BTreeSet};

use sqlparser::tokenizer::{Token, Tokenizer, Word};

use super::query::{bracketed, type_name};
use super::{Key, Offending, PreCheck};
use crate::catalog::{Catalog, Column, IndexKey, ObjectName, Pair, Table, TypeName};
use crate::dialect::{Capabilities, CastVerdict, Dialect};
use crate::diff::{Change, Record, TableChange};

/// A column as it is before the migration, and what becomes of its values.
pub(super) struct Origin<'a> {
    pub(super) column: &'a Column,
    /// Its NULLs get a value.
    pub(super) is_filled: bool,
    /// Its values come from an expression: of `using`, or of the column itself.
    pub(super) is_computed_anew: bool,
    /// Values of its enum are renamed, replaced or go.
    pub(super) is_mapped: bool,
    is_retyped: bool,
}

impl Origin<'_> {
    /// Whether its values are not those that the migration ends with.
    pub(super) fn is_changed(&self) -> bool {
        self.is_filled || self.is_computed_anew || self.is_mapped || self.is_retyped
    }
}

struct Added<'a> {
    column: &'a Column,
    backfill: Option<&'a str>,
}

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
    /// Its type, as SQL; empty where it has none.
    pub r#type: String,
}

pub(super) struct Before<'a> {
    pub(super) pair: Pair<&'a Catalog>,
    capabilities: &'a Capabilities,
    /// Next name → previous name.
    tables: BTreeMap<&'a ObjectName, &'a ObjectName>,
    columns: BTreeMap<(&'a ObjectName, &'a str), &'a str>,
    enums: BTreeMap<&'a ObjectName, &'a ObjectName>,
    added: BTreeMap<(&'a ObjectName, &'a str), Added<'a>>,
    altered: BTreeMap<(&'a ObjectName, &'a str), &'a TableChange>,
    /// Columns that come to stand beside one that is there and has their values: the name of that one.
    beside: BTreeMap<(&'a ObjectName, &'a str), &'a str>,
    /// Enums whose values change, by next names.
    mapped: BTreeSet<&'a ObjectName>,
    /// Words that mean something else before, or nothing: names of types and functions that come, change or are renamed.
    strange: BTreeSet<String>,
    /// Names of types that are called otherwise before or after.
    renamed_types: BTreeSet<String>,
    /// Values that types of their own do not have before: not even as a literal.
    new_values: BTreeSet<&'a str>,
}

impl<'a> Before<'a> {
    pub(super) fn of(pair: Pair<&'a Catalog>, changes: &'a [Change], capabilities: &'a Capabilities) -> Self {
        let mut before = Self {
            pair,
            capabilities,
            tables: BTreeMap::new(),
            columns: BTreeMap::new(),
            enums: BTreeMap::new(),
            added: BTreeMap::new(),
            altered: BTreeMap::new(),
            beside: BTreeMap::new(),
            mapped: BTreeSet::new(),
            strange: BTreeSet::new(),
            renamed_types: BTreeSet::new(),
            new_values: BTreeSet::new(),
        };
        for change in changes {
            before.take_in(change);
        }
        for change in changes {
            before.take_in_beside(change);
        }
        // A function may come or change on the way.
        let (previous, next) = (&pair.previous.objects, &pair.next.objects);
        let new = next
            .iter()
            .filter(|(id, object)| previous.get(*id).is_none_or(|before| !before.is_same(object)));
        let names = new.map(|(id, _)| id.name.name.split('(').next().unwrap_or_default());
        let names: Vec<_> = names.map(|name| before.folded(name)).collect();
        before.strange.extend(names);
        before
    }

    fn take_in(&mut self, change: &'a Change) {
        match change {
            Change::RenameTable { from, to } => {
                self.tables.insert(to, from);
            }
            Change::RenameColumn { table, from, to } => {
                self.columns.insert((table, to), from);
            }
            Change::RenameEnum { from, to } => {
                self.enums.insert(to, from);
                let names = [from, to].map(|name| self.folded(&name.name));
                self.renamed_types.extend(names);
            }
            Change::CreateEnum { object } => {
                self.strange.insert(self.folded(&object.name.name));
            }
            Change::AlterEnum(change) => {
                let name = &change.object.next.name;
                self.strange.insert(self.folded(&name.name));
                let Pair { previous, next } = &change.object;
                let new = next.values.iter().filter(|value| !previous.values.contains(value));
                self.new_values.extend(new.filter(|_| next.native).map(String::as_str));
                if !change.renamed.is_empty() || !change.removed().is_empty() {
                    self.mapped.insert(name);
                }
            }
            Change::AlterTable { table, changes } => {
                for change in changes {
                    match change {
                        TableChange::AddColumn { column, backfill } => {
                            let backfill = backfill.as_deref();
                            self.added.insert((table, &column.name), Added { column, backfill });
                        }
                        TableChange::AlterColumn { column, .. } => {
                            self.altered.insert((table, &column.next.name), change);
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn take_in_beside(&mut self, change: &'a Change) {
        let Change::Record(Record::Expansion { expansion }) = change else {
            return;
        };
        let (None, Some(opened)) = (&expansion.previous, &expansion.next) else {
            return;
        };
        for (added, there) in [(&opened.new, &opened.old), (&opened.old, &opened.new)] {
            if self.added.contains_key(&(&opened.table, added.as_str())) {
                self.beside.insert((&opened.table, added), there);
            }
        }
    }

    /// The column that a new one comes to stand beside, if it does.
    pub(super) fn beside(&self, table: &ObjectName, next: &str) -> Option<&'a str> {
        self.beside.get(&(table, next)).copied()
    }

    pub(super) fn dialect(&self) -> &'static dyn Dialect {
        self.pair.next.dialect.dialect()
    }

    fn folded(&self, name: &str) -> String {
        if self.dialect().ignores_case() {
            name.to_ascii_lowercase()
        } else {
            name.to_owned()
        }
    }

    /// The table as it is before, where it is.
    pub(super) fn table(&self, next: &ObjectName) -> Option<&'a Table> {
        self.pair.next.tables.get(next)?;
        let previous = self.tables.get(next).copied().unwrap_or(next);
        // A new table may bear the name that a rename has freed.
        let is_taken = !self.tables.contains_key(next) && self.tables.values().any(|from| *from == previous);
        if is_taken {
            None
        } else {
            self.pair.previous.tables.get(previous)
        }
    }

    pub(super) fn has_table(&self, next: &ObjectName) -> bool {
        self.table(next).is_some()
    }

    /// The column as it is before, where it is.
    pub(super) fn column(&self, table: &ObjectName, next: &str) -> Option<Origin<'a>> {
        if self.added.contains_key(&(table, next)) {
            return None;
        }
        let name = self.columns.get(&(table, next)).copied().unwrap_or(next);
        let column = self.table(table)?.column(name)?;
        let after = self.pair.next.tables.get(table)?.column(next)?;
        let of_enum = after.text_enum.as_ref().or(match &after.r#type.r#type {
            TypeName::Enum(name) => Some(name),
            TypeName::BuiltIn(_) => None,
        });
        let is_mapped = of_enum.is_some_and(|name| self.mapped.contains(name));
        let after_by_its_name = self.as_named_before(after);
        let columns = Pair {
            previous: column,
            next: &after_by_its_name,
        };
        let mut origin = Origin {
            column,
            is_filled: false,
            is_computed_anew: false,
            is_mapped,
            is_retyped: !is_mapped
                && (column.r#type != after_by_its_name.r#type || self.dialect().changes_values(columns)),
        };
        if let Some(TableChange::AlterColumn {
            column: changed,
            backfill,
            using,
        }) = self.altered.get(&(table, next))
        {
            let expression = |column: &Column| {
                let generated = column.generated.as_ref();
                generated.map(|generated| generated.expression.authored.clone())
            };
            origin.is_filled = backfill.is_some();
            let computed = expression(&changed.next);
            origin.is_computed_anew =
                using.is_some() || (computed.is_some() && computed != expression(&changed.previous));
        }
        Some(origin)
    }

    /// A column with its type as that is called before: an enum may get another name or namespace.
    fn as_named_before(&self, after: &Column) -> Column {
        let mut column = after.clone();
        if let TypeName::Enum(name) = &mut column.r#type.r#type
            && let Some(previous) = self.enums.get(name)
        {
            name.clone_from(previous);
        }
        column
    }

    /// What the migration writes into a column that is new or whose gaps it fills, where that is known: not where the
    /// values change otherwise as well, and not where each evaluation gives another one.
    ///
    /// Of the same value for every row there is nothing to list: it is looked at where the constraint that may forbid it
    /// is validated when other parts of the migration are committed, and else left to the database.
    pub(super) fn foreseen(&self, table: &ObjectName, next: &str) -> Option<Foreseen> {
        let previous = self.table(table)?;
        let (column, value) = if let Some(added) = self.added.get(&(table, next)) {
            let computed = added.column.generated.is_some() || added.column.identity.is_some();
            let default = added.column.default.as_ref();
            let value = added.backfill.or(default.map(|default| default.authored.as_str()))?;
            let is_left = self.dialect().is_constant(value) && !self.capabilities.not_valid_constraints;
            // A column that goes may have the same name.
            if computed || is_left || previous.column(next).is_some() || !self.means_the_same(table, value) {
                return None;
            }
            (added.column, value.to_owned())
        } else {
            let origin = self.column(table, next)?;
            let TableChange::AlterColumn {
                column,
                backfill,
                using,
            } = self.altered.get(&(table, next))?
            else {
                return None;
            };
            if origin.is_mapped || origin.column.name != next || backfill.as_ref().or(using.as_ref()).is_none() {
                return None;
            }
            let value = if let Some(using) = using {
                let computed = column.previous.generated.is_some() || column.next.generated.is_some();
                if computed || !self.means_the_same_given(table, using, |column| column.name == next) {
                    return None;
                }
                bracketed(using)
            } else {
                if origin.is_computed_anew || origin.is_retyped {
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
        let is_strange = match &column.r#type.r#type {
            TypeName::Enum(name) => {
                let name = self.folded(&name.name);
                self.strange.contains(&name) || self.renamed_types.contains(&name)
            }
            TypeName::BuiltIn(_) => false,
        };
        if is_strange || self.dialect().is_volatile(&value) {
            return None;
        }
        Some(Foreseen {
            name: next.to_owned(),
            value,
            r#type: type_name(&column.r#type, self.dialect()),
        })
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
            })
        };
        self.foreseen(table, next).or_else(|| asks_sql.then(read).flatten())
    }

    /// The values of a column in its next type, as SQL over the rows that are there; none where something else than the
    /// type changes them, or where some may not go into it.
    pub(super) fn converted(&self, table: &ObjectName, next: &str) -> Option<String> {
        let origin = self.column(table, next).filter(|origin| origin.is_retyped)?;
        let after = self.pair.next.tables.get(table)?.column(next)?;
        let is_computed = origin.column.generated.is_some() || after.generated.is_some();
        // An enum may well have another name before, or not be there; and what was one keeps its values.
        let is_enum = |column: &Column| matches!(column.r#type.r#type, TypeName::Enum(_));
        let is_enum = is_enum(origin.column) || is_enum(after);
        if origin.is_filled || origin.is_computed_anew || is_computed || is_enum {
            return None;
        }
        let is_safe = self.dialect().cast(&origin.column.r#type, &after.r#type) == CastVerdict::Safe;
        let columns = Pair {
            previous: origin.column,
            next: after,
        };
        let value = self.dialect().conversion(columns).filter(|_| is_safe)?;
        // Where the database converts of itself, nothing says so.
        Some(match type_name(&after.r#type, self.dialect()) {
            name if name.is_empty() => bracketed(&value),
            name => format!("CAST({value} AS {name})"),
        })
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

    /// Whether SQL of the next catalog can be asked about a table's rows before: every column that it may mention is
    /// there, with the values that it keeps or that are [foreseen](Self::foreseen).
    pub(super) fn can_say(&self, table: &ObjectName, text: &str) -> bool {
        self.means_the_same_given(table, text, |column| self.seen(table, &column.name, true).is_some())
    }

    /// Whether SQL of the next catalog about a table's rows means the same before: every column that it may mention is
    /// there under the same name, with the values that it keeps.
    fn means_the_same(&self, table: &ObjectName, text: &str) -> bool {
        self.means_the_same_given(table, text, |_| false)
    }

    fn means_the_same_given(&self, table: &ObjectName, text: &str, known: impl Fn(&Column) -> bool) -> bool {
        let Some(words) = self.words(text) else {
            return false;
        };
        // A subquery looks at other tables, and these may come or be renamed in the same migration.
        if words.contains("select") {
            return false;
        }
        let (Some(next), Some(_)) = (self.pair.next.tables.get(table), self.table(table)) else {
            return false;
        };
        let is_same = |column: &Column| {
            let origin = self.column(table, &column.name);
            origin.is_some_and(|origin| !origin.is_changed() && origin.column.name == column.name)
        };
        // Of a column that is another table's nothing is known here.
        let columns = self.pair.next.all_columns(next).into_iter();
        let mut mentioned = columns.filter(|column| words.contains(&self.folded(&column.name)));
        let is_column = |name: &str| next.columns.iter().any(|column| self.folded(&column.name) == name);
        mentioned.all(|column| is_same(column) || known(column))
            && words.is_disjoint(&self.strange)
            && !self.names_what_is_new(text, is_column)
    }

    /// Whether SQL names a type that is called otherwise before, or a value that is not there yet. A column is often called
    /// as its type: it is none where a type stands (behind `::` and `AS`, before a literal) or a function.
    fn names_what_is_new(&self, text: &str, is_column: impl Fn(&str) -> bool) -> bool {
        let Ok(tokens) = Tokenizer::new(self.dialect().parser(), text).tokenize() else {
            return true;
        };
        let tokens: Vec<_> = (tokens.into_iter())
            .filter(|token| !matches!(token, Token::Whitespace(_)))
            .collect();
        let is_as = |token: &Token| matches!(token, Token::Word(word) if word.value.eq_ignore_ascii_case("as"));
        tokens.iter().enumerate().any(|(at, token)| {
            let name = match token {
                Token::Word(word) => self.word(word),
                Token::SingleQuotedString(value) => return self.new_values.contains(value.as_str()),
                _ => return false,
            };
            let before = at.checked_sub(1).and_then(|at| tokens.get(at));
            let behind = tokens.get(at + 1);
            let of_type =
                before.is_some_and(|token| matches!(token, Token::DoubleColon | Token::Period) || is_as(token));
            let is_called = behind
                .is_some_and(|token| matches!(token, Token::LParen | Token::Period | Token::SingleQuotedString(_)));
            self.renamed_types.contains(&name) && (of_type || is_called || !is_column(&name))
        })
    }

    /// The columns of a table that SQL may mention.
    pub(super) fn mentioned(&self, table: &ObjectName, text: &str) -> Vec<String> {
        let words = self.words(text).unwrap_or_default();
        let columns = self
            .pair
            .next
            .tables
            .get(table)
            .into_iter()
            .flat_map(|table| &table.columns);
        let mentioned = columns.filter(|column| words.contains(&self.folded(&column.name)));
        mentioned.map(|column| column.name.clone()).collect()
    }

    fn words(&self, text: &str) -> Option<BTreeSet<String>> {
        let tokens = Tokenizer::new(self.dialect().parser(), text).tokenize().ok()?;
        let words = tokens.into_iter().filter_map(|token| match token {
            Token::Word(word) => Some(self.word(&word)),
            _ => None,
        });
        Some(words.collect())
    }

    fn word(&self, word: &Word) -> String {
        if word.quote_style.is_some() {
            self.folded(&word.value)
        } else {
            word.value.to_lowercase()
        }
    }

    /// The values that an enum is to have.
    pub(super) fn next_values(&self, name: &ObjectName) -> Option<&'a [String]> {
        self.pair.next.enums.get(name).map(|object| object.values.as_slice())
    }

    /// Whether a column is of an enum before that is called `next` after.
    pub(super) fn is_of_enum(&self, column: &Column, next: &ObjectName) -> bool {
        let previous = self.enums.get(next).copied().unwrap_or(next);
        let is_it = |name: &ObjectName| name == previous || name == next;
        column.text_enum.as_ref().is_some_and(is_it)
            || matches!(&column.r#type.r#type, TypeName::Enum(name) if is_it(name))
    }

    /// Whether something keeps rows apart by these already. `keys` go by previous names.
    pub(super) fn is_unique(
        &self,
        table: &ObjectName,
        keys: &[Key],
        nulls_clash: bool,
        predicate: Option<&str>,
    ) -> bool {
        let Some(table) = self.table(table) else {
            return false;
        };
        let among = |columns: &[String]| {
            let mut columns = columns.iter();
            columns.all(|name| keys.contains(&Key::Column(name.clone())))
        };
        let by_key = table.primary_key.as_ref().is_some_and(|key| among(&key.columns));
        let mut uniques = table.uniques.iter();
        let by_unique = uniques.any(|unique| (unique.nulls_not_distinct || !nulls_clash) && among(&unique.columns));
        let by_index = table.indexes.iter().any(|index| {
            let mut parts = index.parts.iter();
            let all = parts.all(|part| {
                keys.contains(&match &part.key {
                    IndexKey::Column(name) => Key::Column(name.clone()),
                    IndexKey::Expression(expression) => Key::Expression(expression.authored.clone()),
                })
            });
            let held = index.predicate.as_ref().map(|predicate| predicate.authored.as_str());
            index.unique && all && (index.nulls_not_distinct || !nulls_clash) && (held.is_none() || held == predicate)
        });
        by_key || by_unique || by_index
    }

    /// A check on the rows of a table; none where it is not there before.
    pub(super) fn check(
        &self,
        table: &ObjectName,
        code: &'static str,
        message: String,
        rows: Rows,
        offending: Offending,
    ) -> Option<PreCheck> {
        let table = self.table(table)?;
        Some(PreCheck {
            code,
            message,
            allow: None,
            rows,
            table: table.name.clone(),
            key: table
                .primary_key
                .as_ref()
                .map(|key| key.columns.clone())
                .unwrap_or_default(),
            offending,
        })
    }
}

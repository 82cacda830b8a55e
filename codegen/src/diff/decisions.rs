//! What a person answered about the things that look like renames.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, Pair, RenameHint, Table};

/// Answers to [`Ambiguity`](super::Ambiguity)s.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Candidates that are renames indeed.
    pub renames: Vec<RenameHint>,
    /// What is gone for good and no rename, as [`Ambiguity::drop`](super::Ambiguity::drop) spells it:
    /// `drop-column:user.bio`.
    pub drops: BTreeSet<String>,
}

/// A text that names no rename between two catalogs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownRename {
    /// It has no `=`.
    #[error("`{0}` says no rename: write OLD=NEW, as in user.bio=about or item=order_line")]
    NoEquals(String),
    /// The one thing is not there before, or the other not after.
    #[error("`{0}`: no table, enum, column, value, constraint or index is called so before and after")]
    NotThere(String),
}

impl Decisions {
    /// Takes renames as a person writes them: `item=order_line` of a table or enum, `user.bio=about` of what is in one.
    /// What is in a table goes by the table's name after.
    ///
    /// ```
    /// use codegen::catalog::{Catalog, Enum, ObjectName, Pair};
    /// use codegen::dialect::DialectName;
    /// use codegen::diff::Decisions;
    ///
    /// let holding = |value: &str| {
    ///     let name = ObjectName::new("state");
    ///     let object =
    ///         Enum { name: name.clone(), key: None, native: true, values: vec![value.into()], comment: None };
    ///     let mut catalog = Catalog::empty(DialectName::Postgres);
    ///     catalog.enums.insert(name, object);
    ///     catalog
    /// };
    /// let (previous, next) = (holding("open"), holding("opened"));
    /// let pair = Pair { previous: &previous, next: &next };
    ///
    /// let mut decisions = Decisions::default();
    /// decisions.rename(pair, &["state.open=opened"])?;
    /// assert_eq!(decisions.renames.len(), 1);
    /// assert!(decisions.rename(pair, &["state.closed=opened"]).is_err());
    /// # Ok::<(), codegen::diff::UnknownRename>(())
    /// ```
    ///
    /// # Errors
    /// [`UnknownRename`] for the first text that says none.
    pub fn rename(&mut self, pair: Pair<&Catalog>, texts: &[impl AsRef<str>]) -> Result<(), UnknownRename> {
        let texts = || texts.iter().map(AsRef::as_ref);
        if let Some(text) = texts().find(|text| !text.contains('=')) {
            return Err(UnknownRename::NoEquals(text.to_owned()));
        }
        // What is in a renamed table is found by the table's new name.
        let mut rest = Vec::new();
        for text in texts() {
            match halves(text).find_map(|(from, to)| of_object(pair, from, to)) {
                Some(hint) => self.renames.push(hint),
                None => rest.push(text),
            }
        }
        for text in rest {
            let hint = halves(text).find_map(|(from, to)| self.within(pair, from, to));
            self.renames
                .push(hint.ok_or_else(|| UnknownRename::NotThere(text.to_owned()))?);
        }
        Ok(())
    }

    /// A rename of what is in a table or enum.
    fn within(&self, pair: Pair<&Catalog>, from: &str, to: &str) -> Option<RenameHint> {
        for (name, next) in &pair.next.tables {
            let inner = from.strip_prefix(&format!("{name}."));
            let previous = self.previous_table(pair, next);
            if let (Some(inner), Some(previous)) = (inner, previous)
                && let Some(hint) = of_part(Pair { previous, next }, inner, to)
            {
                return Some(hint);
            }
        }
        for (name, next) in &pair.next.enums {
            let Some(inner) = from.strip_prefix(&format!("{name}.")) else {
                continue;
            };
            let before = self.renames.iter().find_map(|hint| match hint {
                RenameHint::Enum { from, to } if to == name => Some(from),
                _ => None,
            });
            let mut previous = pair.previous.enums.values();
            let previous = previous.find(|object| match before {
                Some(key) => object.key.as_ref().unwrap_or(&object.name.name) == key,
                None => object.name == *name,
            })?;
            let has = |values: &[String], wanted: &str| values.iter().any(|value| value == wanted);
            if has(&previous.values, inner) && has(&next.values, to) {
                return Some(RenameHint::EnumValue {
                    enumeration: name.clone(),
                    from: inner.to_owned(),
                    to: to.to_owned(),
                });
            }
        }
        None
    }

    /// What a table of the next catalog was before.
    fn previous_table<'a>(&self, pair: Pair<&'a Catalog>, next: &Table) -> Option<&'a Table> {
        let renamed = self.renames.iter().find_map(|hint| match hint {
            RenameHint::Table { from, to } if *to == next.name => Some(from),
            _ => None,
        });
        match renamed {
            Some(key) => {
                let mut tables = pair.previous.tables.values();
                tables.find(|table| table.key.as_ref().unwrap_or(&table.name.name) == key)
            }
            None => pair.previous.tables.get(&next.name),
        }
    }
}

/// Before and after each `=`: names may hold one.
fn halves(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices('=').map(|(at, _)| (&text[..at], &text[at + 1..]))
}

fn of_object(pair: Pair<&Catalog>, from: &str, to: &str) -> Option<RenameHint> {
    let tables = pair.map(|catalog| &catalog.tables);
    let previous = tables.previous.values().find(|table| table.name.to_string() == from);
    let next = tables.next.keys().find(|name| name.to_string() == to);
    if let (Some(previous), Some(next)) = (previous, next) {
        return Some(RenameHint::Table {
            from: previous.key.clone().unwrap_or_else(|| previous.name.name.clone()),
            to: next.clone(),
        });
    }
    let enums = pair.map(|catalog| &catalog.enums);
    let previous = enums.previous.values().find(|object| object.name.to_string() == from)?;
    let next = enums.next.keys().find(|name| name.to_string() == to)?;
    Some(RenameHint::Enum {
        from: previous.key.clone().unwrap_or_else(|| previous.name.name.clone()),
        to: next.clone(),
    })
}

fn of_part(pair: Pair<&Table>, from: &str, to: &str) -> Option<RenameHint> {
    let table = || pair.next.name.clone();
    if let (Some(previous), Some(_)) = (pair.previous.column(from), pair.next.column(to)) {
        return Some(RenameHint::Column {
            table: table(),
            from: previous.key.clone().unwrap_or_else(|| from.to_owned()),
            to: to.to_owned(),
        });
    }
    let has_index = |table: &Table, name: &str| table.indexes.iter().any(|index| index.name == name);
    if has_index(pair.previous, from) && has_index(pair.next, to) {
        return Some(RenameHint::Index {
            table: table(),
            from: from.to_owned(),
            to: to.to_owned(),
        });
    }
    let both = pair.previous.has_constraint(from) && pair.next.has_constraint(to);
    both.then(|| RenameHint::Constraint {
        table: table(),
        from: from.to_owned(),
        to: to.to_owned(),
    })
}

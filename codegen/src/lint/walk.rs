//! Going through a file statement by statement, with what holds when each one runs.

use std::collections::{BTreeMap, BTreeSet};

use super::known::{Known, Table};
use super::model::{Act, Action, Change, ConstraintKind, Ident, Name};
use super::read::cursor::Folding;
use super::read::script::{Mode, Script, Statement};
use super::{Input, Runner};
use crate::catalog::ObjectName;
use crate::dialect::{Capabilities, Dialect};
use crate::plan::LockLevel;

/// A file that was read.
#[derive(Debug)]
pub(super) struct File<'a> {
    pub(super) text: &'a str,
    pub(super) dialect: &'static dyn Dialect,
    pub(super) capabilities: Capabilities,
    pub(super) folding: Folding,
    /// Whether our migrator runs it.
    pub(super) migrator: bool,
    /// Whether whoever runs it puts a transaction around.
    pub(super) wrapped: bool,
    pub(super) script: Script,
    /// What each statement does; nothing where it is not known.
    pub(super) acts: Vec<Vec<Act>>,
}

impl<'a> File<'a> {
    pub(super) fn new(input: &Input<'a>, script: Script, acts: Vec<Vec<Act>>, folding: Folding) -> Self {
        let migrator = script.has_markers() || input.runner == Runner::Migrator;
        Self {
            text: input.text,
            dialect: input.dialect,
            capabilities: input
                .dialect
                .capabilities(input.version.unwrap_or(input.dialect.default_version())),
            folding,
            migrator,
            wrapped: input.runner == Runner::InTransaction,
            script,
            acts,
        }
    }

    /// All that the file does, with the index of the statement.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, &Act)> {
        let acts = self.acts.iter().enumerate();
        acts.flat_map(|(index, acts)| acts.iter().map(move |act| (index, act)))
    }

    pub(super) fn mode(&self, statement: &Statement) -> Option<Mode> {
        self.script.steps.get(statement.step).and_then(|step| step.mode)
    }
}

/// What holds before a statement.
#[derive(Debug)]
pub(super) struct State {
    pub(super) known: Known,
    /// Tables and views that this migration made: nobody uses them yet.
    pub(super) made: BTreeSet<ObjectName>,
    /// Those of them that go with the connection.
    pub(super) temporary: BTreeSet<ObjectName>,
    /// Types likewise.
    pub(super) made_types: BTreeSet<ObjectName>,
    /// Where the transaction began that is open, as the index of a statement.
    pub(super) transaction: Option<usize>,
    /// Locks on what was there before that block others, held by the transaction.
    pub(super) locks: BTreeMap<ObjectName, LockLevel>,
    /// Constraints that this transaction added without looking at the rows.
    pub(super) unvalidated: BTreeSet<(ObjectName, String)>,
    /// Enum values that this transaction added.
    pub(super) values: Vec<(Name, String)>,
    /// `lock_timeout` is set.
    pub(super) lock_timeout: bool,
    /// A statement has waited for a lock without it.
    pub(super) waited: bool,
    /// What `PRAGMA foreign_keys` was set to in this file.
    pub(super) foreign_keys: Option<bool>,
    /// `PRAGMA legacy_alter_table`.
    pub(super) legacy_alter_table: bool,
    /// `PRAGMA foreign_key_check` was run since enforcement was switched off.
    pub(super) checked: bool,
    step: usize,
}

impl State {
    pub(super) fn new(known: Known, file: &File<'_>) -> Self {
        Self {
            known,
            made: BTreeSet::new(),
            temporary: BTreeSet::new(),
            made_types: BTreeSet::new(),
            transaction: file.wrapped.then_some(0),
            locks: BTreeMap::new(),
            unvalidated: BTreeSet::new(),
            values: Vec::new(),
            lock_timeout: file.migrator,
            waited: false,
            foreign_keys: None,
            legacy_alter_table: false,
            checked: false,
            step: 0,
        }
    }

    /// Before a statement.
    pub(super) fn enter(&mut self, file: &File<'_>, index: usize) {
        let statement = &file.script.statements[index];
        if !file.migrator {
            return;
        }
        if self.step != statement.step || index == 0 {
            self.step = statement.step;
            self.end_transaction();
            let alone = matches!(file.mode(statement), Some(Mode::Alone | Mode::Check));
            self.transaction = (!alone).then_some(index);
        }
    }

    /// After a statement.
    pub(super) fn leave(&mut self, file: &File<'_>, index: usize) {
        for act in &file.acts[index] {
            self.apply(act, file, index);
        }
        if self.transaction.is_none() {
            self.locks.clear();
            self.unvalidated.clear();
            self.values.clear();
        }
    }

    fn end_transaction(&mut self) {
        self.transaction = None;
        self.locks.clear();
        self.unvalidated.clear();
        self.values.clear();
    }

    fn apply(&mut self, act: &Act, file: &File<'_>, index: usize) {
        for (table, level) in locks(act) {
            // Weaker ones let reads and writes pass.
            if level >= LockLevel::Share && !self.made.contains(table) {
                let held = self.locks.entry(table.clone()).or_insert(level);
                *held = level.max(*held);
                self.waited |= !self.lock_timeout;
            }
        }
        match &act.action {
            Action::CreateTable(table) => {
                let known = table.if_not_exists && self.known.tables.contains_key(&table.name.key);
                if !known {
                    self.made.insert(table.name.key.clone());
                }
                if table.temporary {
                    self.temporary.insert(table.name.key.clone());
                }
            }
            Action::CreateView { name, .. } => {
                self.made.insert(name.key.clone());
            }
            Action::CreateType { name } | Action::CreateDomain { name, .. } => {
                self.made_types.insert(name.key.clone());
            }
            Action::AlterTable { table, change } => match change {
                Change::RenameTo(to) => renamed(&mut self.made, table, to),
                Change::AddConstraint(constraint) if constraint.not_valid => {
                    if let Some(name) = &constraint.name {
                        self.unvalidated.insert((table.key.clone(), name.name.clone()));
                    }
                }
                _ => {}
            },
            Action::Rename { kind, name, to } if kind == "TYPE" => renamed(&mut self.made_types, name, to),
            Action::AddValue { r#type, value, .. } if !self.made_types.contains(&r#type.key) => {
                self.values.push((r#type.clone(), value.clone()));
            }
            Action::Begin if !file.migrator => self.transaction = Some(index),
            Action::Commit | Action::Rollback if !file.migrator => self.end_transaction(),
            Action::Set { variable, value } if variable == "lock_timeout" => {
                self.lock_timeout = !matches!(value.trim_matches('\''), "0" | "DEFAULT" | "default");
            }
            Action::Pragma { name, value } => self.pragma(name, value.as_deref(), file),
            _ => {}
        }
        self.known.apply(act);
    }

    fn pragma(&mut self, name: &str, value: Option<&str>, file: &File<'_>) {
        let on = value.map(|value| matches!(value, "on" | "1" | "true" | "yes"));
        match (name, on) {
            // In a transaction it does nothing.
            ("foreign_keys", Some(on)) if self.transaction.is_none() && !file.migrator => {
                self.foreign_keys = Some(on);
                self.checked &= on;
            }
            ("legacy_alter_table", Some(on)) => self.legacy_alter_table = on,
            ("foreign_key_check", _) => self.checked = true,
            _ => {}
        }
    }
}

/// What was made here is of this migration under its new name too.
fn renamed(made: &mut BTreeSet<ObjectName>, from: &Name, to: &Ident) {
    if made.remove(&from.key) {
        made.insert(ObjectName {
            namespace: from.key.namespace.clone(),
            name: to.name.clone(),
        });
    }
}

/// The locks that a statement takes.
pub(super) fn locks(act: &Act) -> Vec<(&ObjectName, LockLevel)> {
    match &act.action {
        Action::AlterTable { table, change } => {
            let level = match change {
                Change::Validate(_) | Change::AttachPartition => LockLevel::ShareUpdateExclusive,
                Change::AddConstraint(constraint) => match &constraint.kind {
                    ConstraintKind::ForeignKey { references, .. } => {
                        let level = LockLevel::ShareRowExclusive;
                        return vec![(&table.key, level), (&references.table.key, level)];
                    }
                    _ => LockLevel::AccessExclusive,
                },
                Change::AlterColumn { what, .. } if what == "SET STATISTICS" => LockLevel::ShareUpdateExclusive,
                Change::AddColumn { column, .. } => {
                    let mut locks = vec![(&table.key, LockLevel::AccessExclusive)];
                    if let Some(reference) = &column.references {
                        locks.push((&reference.table.key, LockLevel::ShareRowExclusive));
                    }
                    return locks;
                }
                _ => LockLevel::AccessExclusive,
            };
            vec![(&table.key, level)]
        }
        Action::CreateIndex(index) if !index.concurrently => vec![(&index.table.key, LockLevel::Share)],
        Action::CreateTrigger { table, .. } => vec![(&table.key, LockLevel::ShareRowExclusive)],
        Action::Drop { kind, names, .. } if kind == "TABLE" => names
            .iter()
            .map(|name| (&name.key, LockLevel::AccessExclusive))
            .collect(),
        Action::Truncate { tables, .. } => tables
            .iter()
            .map(|name| (&name.key, LockLevel::AccessExclusive))
            .collect(),
        _ => Vec::new(),
    }
}

/// One thing that a statement does, and all that a rule may look at.
#[derive(Debug)]
pub(super) struct At<'a> {
    pub(super) file: &'a File<'a>,
    pub(super) state: &'a State,
    /// Which statement.
    pub(super) index: usize,
    pub(super) act: &'a Act,
}

impl At<'_> {
    pub(super) fn statement(&self) -> &Statement {
        &self.file.script.statements[self.index]
    }

    pub(super) fn mode(&self) -> Option<Mode> {
        self.file.mode(self.statement())
    }

    /// Whether a table was there before this migration, so that others may be using it.
    pub(super) fn is_old(&self, table: &Name) -> bool {
        !self.state.made.contains(&table.key) && table.key.namespace.as_deref() != Some("temp")
    }

    pub(super) fn table(&self, name: &ObjectName) -> Option<&Table> {
        self.state.known.tables.get(name)
    }

    pub(super) fn in_transaction(&self) -> bool {
        self.state.transaction.is_some()
    }

    /// What the file does before this statement, and after it.
    pub(super) fn before(&self) -> impl Iterator<Item = &Act> {
        self.file
            .all()
            .filter(|(index, _)| *index < self.index)
            .map(|(_, act)| act)
    }

    pub(super) fn after(&self) -> impl Iterator<Item = &Act> {
        self.file
            .all()
            .filter(|(index, _)| *index > self.index)
            .map(|(_, act)| act)
    }

    /// Whether this drops a table only to let another one take its name: after this, one is renamed to it, or it is made
    /// anew.
    pub(super) fn is_replaced(&self, table: &ObjectName) -> bool {
        self.after().any(|act| match &act.action {
            Action::AlterTable {
                change: Change::RenameTo(to),
                ..
            } => to.name == table.name,
            _ => false,
        })
    }
}

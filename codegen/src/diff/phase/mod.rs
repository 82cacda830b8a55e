//! Changes that running code cannot survive, in two phases.
//!
//! A column that gets another name (and maybe another type) first goes on beside the one that takes its place: both are
//! there, each with its constraints and indexes, and triggers keep them in step. That is a catalog like any other, and the
//! way to it is found by comparison, like any other. In the end the catalog that the schema asks for is compared with it,
//! and what differs is the contraction.

mod beside;
mod eligible;

use std::collections::BTreeMap;
use std::fmt;

use crate::catalog::{Catalog, Expansion, Hints, ObjectName, Pair, RenameHint, Table};
use crate::dialect::{Beside, Dialect};

use super::{Change, Decisions};
use eligible::Candidate;

/// A change that cannot be made in two phases, or that cannot be made while an expansion is open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PhaseProblem {
    /// What changes: `user.name`.
    pub object: String,
    /// Why it cannot be.
    pub reason: String,
}

impl fmt::Display for PhaseProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.object, self.reason)
    }
}

/// The catalog of the first phase, and what is said about the way to it.
#[derive(Debug, Clone)]
pub struct Expanded {
    /// Old and new side by side.
    pub catalog: Catalog,
    /// Hints of the author's that still act on the way.
    pub hints: Hints,
    /// Answers that still do.
    pub decisions: Decisions,
}

/// The first phase of changes that were found between two catalogs; `None` where none of them needs two.
///
/// # Errors
/// Every change that needs two phases and cannot be made in them.
pub fn expand(
    pair: Pair<&Catalog>,
    changes: &[Change],
    hints: &Hints,
    decisions: &Decisions,
) -> Result<Option<Expanded>, Vec<PhaseProblem>> {
    let candidates = eligible::candidates(pair, changes, hints)?;
    if candidates.is_empty() {
        return Ok(None);
    }
    let dialect = pair.next.dialect.dialect();
    let mut expanded = Expanded {
        catalog: pair.next.clone(),
        hints: hints.clone(),
        decisions: decisions.clone(),
    };
    let mut problems = Vec::new();
    let mut opened = Vec::new();
    for candidate in &candidates {
        let object = || format!("{}.{}", candidate.table.name, candidate.columns.previous.name);
        match candidate.open(dialect, &mut expanded) {
            Ok(expansion) => opened.push(expansion),
            Err(reason) => problems.push(PhaseProblem {
                object: object(),
                reason,
            }),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let tables = by_table(opened.iter().map(|(expansion, columns)| (expansion, columns.clone())));
    for (name, columns) in tables {
        put_beside(&mut expanded.catalog, pair.previous, name, &columns);
    }
    expanded
        .catalog
        .expansions
        .extend(opened.into_iter().map(|(expansion, _)| expansion));
    Ok(Some(expanded))
}

/// What a schema asks for, with the expansions that are open in `previous`: what plain runs lead to until they are told to
/// contract.
///
/// # Errors
/// What the schema does to columns that are in the midst of it.
pub fn keep_open(pair: Pair<&Catalog>) -> Result<Option<Catalog>, Vec<PhaseProblem>> {
    let Pair { previous, next } = pair;
    if previous.expansions.is_empty() {
        return Ok(None);
    }
    let mut kept = next.clone();
    let mut problems = Vec::new();
    let mut found = Vec::new();
    for expansion in &previous.expansions {
        match beside::still_open(pair, expansion) {
            Ok(columns) => found.push((expansion, columns)),
            Err(reason) => problems.push(PhaseProblem {
                object: format!("{}.{}", expansion.table, expansion.old),
                reason,
            }),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    for (name, columns) in by_table(found) {
        put_beside(&mut kept, previous, name, &columns);
    }
    for expansion in &previous.expansions {
        let objects = expansion.objects.iter().filter_map(|id| previous.objects.get(id));
        kept.objects
            .extend(objects.map(|object| (object.id.clone(), object.clone())));
    }
    kept.expansions.clone_from(&previous.expansions);
    Ok(Some(kept))
}

type Columns = Pair<crate::catalog::Column>;

fn by_table<'a>(
    expansions: impl IntoIterator<Item = (&'a Expansion, Columns)>,
) -> BTreeMap<&'a ObjectName, Vec<Columns>> {
    let mut tables: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (expansion, columns) in expansions {
        tables.entry(&expansion.table).or_default().push(columns);
    }
    tables
}

fn put_beside(catalog: &mut Catalog, previous: &Catalog, name: &ObjectName, columns: &[Columns]) {
    let Some(before) = previous.tables.get(name) else {
        return;
    };
    let dialect = catalog.dialect;
    if let Some(table) = catalog.tables.get_mut(name) {
        beside::put(before, table, columns, dialect);
    }
}

impl Candidate<'_> {
    /// Makes what keeps the columns in step, and leaves out of the hints what made a rename of them.
    fn open(&self, dialect: &dyn Dialect, expanded: &mut Expanded) -> Result<(Expansion, Columns), String> {
        let (forth, back) = self.conversions(dialect)?;
        let in_step = dialect.in_step(&Beside {
            table: self.table,
            columns: self.columns,
            forth: &forth,
            back: &back,
            said: self.is_said(),
            required: self.is_required(),
        })?;
        if let Some(taken) = in_step
            .objects
            .iter()
            .find(|object| expanded.catalog.objects.contains_key(&object.id))
        {
            return Err(format!(
                "the schema has a {} itself, which would have to be another one",
                taken.id
            ));
        }
        let Table { name, .. } = self.table;
        let new = &self.columns.next.name;
        let expansion = Expansion {
            table: name.clone(),
            old: self.columns.previous.name.clone(),
            new: new.clone(),
            back,
            said: self.is_said(),
            required: self.is_required(),
            objects: in_step.objects.iter().map(|object| object.id.clone()).collect(),
        };
        let objects = in_step.objects.into_iter().map(|object| (object.id.clone(), object));
        expanded.catalog.objects.extend(objects);
        let is_of_it =
            |hint: &RenameHint| matches!(hint, RenameHint::Column { table, to, .. } if table == name && to == new);
        expanded.hints.renamed.retain(|hint| !is_of_it(hint));
        expanded.decisions.renames.retain(|hint| !is_of_it(hint));
        expanded.hints.using.remove(&(name.clone(), new.clone()));
        expanded.hints.backfill.insert((name.clone(), new.clone()), forth);
        Ok((expansion, in_step.columns))
    }
}

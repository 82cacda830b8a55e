//! What each dialect's database is to become: what the schema asks for, with old and new side by side where that is so.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Options, Project, Refusal, Side};
use crate::catalog::{Catalog, Expansion, Hints, Pair};
use crate::dialect::DialectName;
use crate::diff::{self, Decisions, Diff, Expanded, PhaseProblem};

/// Whether columns go on beside what takes their place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Phase {
    /// Those that do so already.
    #[default]
    Keep,
    /// Those too that get another name now.
    Expand,
    /// None.
    Contract,
}

/// A column that stands beside what takes its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Open {
    /// In which database.
    pub dialect: &'static str,
    /// Its table.
    pub table: String,
    /// The column that goes in the end.
    pub old: String,
    /// The one that takes its place.
    pub new: String,
}

/// By dialect.
pub(super) type Targets<'a> = BTreeMap<DialectName, Target<'a>>;

/// What a database is to become.
#[derive(Debug)]
pub(super) struct Target<'a> {
    pub(super) catalog: Cow<'a, Catalog>,
    pub(super) hints: Hints,
    /// Those of the options, where none are here.
    pub(super) decisions: Option<Decisions>,
    /// Hints that have acted where old and new were put side by side, and those that the author gave.
    used: Option<[BTreeSet<String>; 2]>,
}

impl Target<'_> {
    /// Whether it is something else than plain runs lead to.
    pub(super) fn is_own(&self) -> bool {
        self.used.is_some()
    }

    /// A difference with the hints that are used up by it.
    pub(super) fn settle(&self, mut diff: Diff) -> Diff {
        if let Some([acted, given]) = &self.used {
            diff.used_hints = &(&diff.used_hints & given) | acted;
        }
        diff
    }
}

/// What every dialect's database is to become.
pub(super) fn targets<'a>(project: &'a Project, options: &Options) -> Result<Targets<'a>, Refusal> {
    let mut targets = Targets::new();
    let mut problems = Vec::new();
    let is_open = |side: &Side| !side.snapshot.catalog.expansions.is_empty();
    if options.phase == Phase::Contract && !project.sides.iter().any(is_open) {
        return Err(Refusal::NothingOpen);
    }
    for side in &project.sides {
        let plain = || Target {
            catalog: Cow::Borrowed(side.target()),
            hints: side.lowered.hints.clone().without(&side.snapshot.used_hints),
            decisions: None,
            used: None,
        };
        let target = match options.phase {
            Phase::Keep => plain(),
            Phase::Contract if !is_open(side) => plain(),
            Phase::Contract => Target {
                catalog: Cow::Borrowed(&side.lowered.catalog),
                used: Some([BTreeSet::new(), side.lowered.hints.ids()]),
                ..plain()
            },
            Phase::Expand => match expanded(side, plain(), options) {
                Ok(target) => target,
                Err(found) => {
                    problems.extend(found.into_iter().map(|problem| (side.dialect, problem)));
                    continue;
                }
            },
        };
        targets.insert(side.dialect, target);
    }
    if problems.is_empty() {
        Ok(targets)
    } else {
        Err(Refusal::NotPhased(problems))
    }
}

fn expanded<'a>(side: &'a Side, plain: Target<'a>, options: &Options) -> Result<Target<'a>, Vec<PhaseProblem>> {
    let pair = Pair {
        previous: &side.snapshot.catalog,
        next: side.target(),
    };
    // What is not clear is told when the plain target is compared.
    let Ok(found) = diff::diff(pair, &plain.hints, &options.decisions) else {
        return Ok(plain);
    };
    let Some(expanded) = diff::expand(pair, &found.changes, &plain.hints, &options.decisions)? else {
        return Ok(plain);
    };
    let Expanded {
        catalog,
        hints,
        decisions,
    } = expanded;
    Ok(Target {
        catalog: Cow::Owned(catalog),
        hints,
        decisions: Some(decisions),
        used: Some([found.used_hints, plain.hints.ids()]),
    })
}

/// What stands side by side once the targets are reached.
pub(super) fn open(targets: &Targets<'_>) -> Vec<Open> {
    let of = |(dialect, target): (&DialectName, &Target<'_>)| {
        let dialect = dialect.as_str();
        let open = target.catalog.expansions.iter().map(move |expansion| {
            let Expansion { table, old, new, .. } = expansion;
            Open {
                dialect,
                table: table.to_string(),
                old: old.clone(),
                new: new.clone(),
            }
        });
        open.collect::<Vec<_>>()
    };
    targets.iter().flat_map(of).collect()
}

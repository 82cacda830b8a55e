//! Tables that a plan writes anew while nobody else uses them.

use std::collections::BTreeSet;

use super::before::Before;
use super::{Offending, PreCheck, Rows};
use crate::catalog::{Catalog, Pair};
use crate::dialect::Capabilities;
use crate::diff::Change;
use crate::plan::{Rewrite, Step};

/// That each table which these steps write anew, while nobody reads or writes it, has at most so many rows: the checks of
/// those for which nobody has said that it may.
///
/// Beside the checks of [`checks`](super::checks), and before them: it is not the rows that are wrong, and what to do is
/// to choose another way.
pub fn rewrites(
    pair: Pair<&Catalog>,
    changes: &[Change],
    capabilities: &Capabilities,
    steps: &[Step],
    most: u64,
    allowed: impl Fn(&Rewrite) -> bool,
) -> Vec<PreCheck> {
    let before = Before::of(pair, changes, capabilities);
    let mut seen = BTreeSet::new();
    let mut checks = Vec::new();
    for rewrite in steps.iter().filter_map(|step| step.impact.rewrites.as_ref()) {
        let consent = rewrite.consent();
        if allowed(rewrite) || !seen.insert(consent.clone()) {
            continue;
        }
        let message = format!(
            "{} has more than {most} rows, and nobody could read or write it while all of them are written anew for \
             {}: make the change with `generate --phased`, or allow this way with `--allow {consent}`",
            rewrite.table, rewrite.column
        );
        let check = before.check(
            &rewrite.table,
            "REWRITE_TOO_LARGE",
            message,
            Rows::default(),
            Offending::Beyond { rows: most },
        );
        checks.extend(check.map(|check| PreCheck {
            allow: Some(consent),
            ..check
        }));
    }
    checks
}

//! Columns that stand beside what takes their place.

use super::Found;
use crate::catalog::{Catalog, Pair};
use crate::diff::Record;

pub(super) fn compare(pair: Pair<&Catalog>, found: &mut Found) {
    let sets = pair.map(|catalog| &catalog.expansions);
    let closed = sets.previous.difference(sets.next).map(|expansion| Pair {
        previous: Some(expansion.clone()),
        next: None,
    });
    let opened = sets.next.difference(sets.previous).map(|expansion| Pair {
        previous: None,
        next: Some(expansion.clone()),
    });
    let records = closed.chain(opened).map(|expansion| Record::Expansion { expansion });
    found.records.extend(records);
}

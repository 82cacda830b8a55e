//! Random catalogs that a real database takes, and random ways from one to the next.
//!
//! A catalog is what a list of small edits makes of nothing, and the next one is what more edits make of it; so a
//! failure shrinks to the few edits that matter. Every thing keeps an identity through its renames, and [`Case::hints`]
//! says what an author would have to say: renames, replacements of enum values, backfills.

mod build;
mod edit;
mod model;

use codegen::catalog::{Catalog, Hints, Pair};
use codegen::dialect::DialectName;
use proptest::collection::vec;
use proptest::prelude::*;

use edit::edits;
use model::Model;

/// Two catalogs and what the author says about the way between them.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) pair: Pair<Catalog>,
    pub(crate) hints: Hints,
}

/// Pairs of which the second is made from the first by a few edits.
pub(crate) fn cases(dialect: DialectName) -> impl Strategy<Value = Case> {
    (vec(edits(), 0..60), vec(edits(), 0..16)).prop_map(move |(first, second)| {
        let mut model = Model::default();
        for edit in &first {
            edit.make(&mut model);
        }
        let previous = model.clone();
        model.begin();
        for edit in &second {
            edit.make(&mut model);
        }
        Case {
            pair: Pair {
                previous: build::catalog(&previous, dialect),
                next: build::catalog(&model, dialect),
            },
            hints: build::hints(&previous, &model, dialect),
        }
    })
}

/// Pairs that have nothing to do with each other.
pub(crate) fn strangers(dialect: DialectName) -> impl Strategy<Value = Case> {
    (cases(dialect), cases(dialect)).prop_map(|(a, b)| Case {
        pair: Pair {
            previous: a.pair.next,
            next: b.pair.next,
        },
        hints: b.hints,
    })
}

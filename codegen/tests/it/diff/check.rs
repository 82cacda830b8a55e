//! What every case checks.

use std::collections::BTreeSet;

use codegen::catalog::{Catalog, Hints, ObjectName, Pair, RenameHint};
use codegen::diff::{Ambiguity, Change, Decisions, Diff, apply, diff, invert, summary};

/// Column order is not compared.
pub(super) fn in_order(mut catalog: Catalog) -> Catalog {
    for table in catalog.tables.values_mut() {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
    }
    catalog
}

pub(super) fn applied(catalog: &Catalog, changes: &[Change]) -> Catalog {
    let mut applied = catalog.clone();
    apply(&mut applied, changes).unwrap_or_else(|error| panic!("{error}\n{changes:#?}"));
    in_order(applied)
}

/// Changes lead from one to the other, and back; on the way back, names in texts may have got quotes.
#[track_caller]
pub(super) fn lead_there_and_back(pair: Pair<&Catalog>, changes: &[Change]) {
    assert_eq!(
        applied(pair.previous, changes),
        in_order(pair.next.clone()),
        "{changes:#?}"
    );
    let back = applied(pair.next, &invert(pair, changes));
    let left = Pair {
        previous: &back,
        next: pair.previous,
    };
    let left = diff(left, &Hints::default(), &Decisions::default());
    assert_eq!(left, Ok(Diff::default()));
}

/// Two catalogs, hints and answers.
pub(super) struct Given {
    pub(super) previous: Catalog,
    pub(super) next: Catalog,
    pub(super) hints: Hints,
    pub(super) decisions: Decisions,
}

pub(super) fn from_to(previous: Catalog, next: Catalog) -> Given {
    Given {
        previous,
        next,
        hints: Hints::default(),
        decisions: Decisions::default(),
    }
}

impl Given {
    pub(super) fn renamed(mut self, hint: RenameHint) -> Self {
        self.hints.renamed.push(hint);
        self
    }

    pub(super) fn dropped(mut self, what: &str) -> Self {
        self.decisions.drops.insert(what.to_owned());
        self
    }

    pub(super) fn pair(&self) -> Pair<&Catalog> {
        Pair {
            previous: &self.previous,
            next: &self.next,
        }
    }

    pub(super) fn diff(&self) -> Diff {
        let diff = diff(self.pair(), &self.hints, &self.decisions).expect("nothing is ambiguous");
        lead_there_and_back(self.pair(), &diff.changes);
        diff
    }

    pub(super) fn ambiguities(&self) -> Vec<Ambiguity> {
        diff(self.pair(), &self.hints, &self.decisions).expect_err("something is ambiguous")
    }

    /// What changes, in words.
    pub(super) fn says(&self, expected: &[&str]) {
        assert_eq!(summary(&self.diff().changes), expected);
    }

    /// What is used of the hints.
    pub(super) fn uses(&self, expected: &[&str]) {
        let expected: BTreeSet<String> = expected.iter().map(ToString::to_string).collect();
        assert_eq!(self.diff().used_hints, expected);
    }
}

pub(super) fn rename_table(from: &str, to: &str) -> RenameHint {
    RenameHint::Table {
        from: from.to_owned(),
        to: ObjectName::new(to),
    }
}

pub(super) fn rename_column(table: &str, from: &str, to: &str) -> RenameHint {
    RenameHint::Column {
        table: ObjectName::new(table),
        from: from.to_owned(),
        to: to.to_owned(),
    }
}

pub(super) fn rename_enum(from: &str, to: &str) -> RenameHint {
    RenameHint::Enum {
        from: from.to_owned(),
        to: ObjectName::new(to),
    }
}

pub(super) fn rename_value(enumeration: &str, from: &str, to: &str) -> RenameHint {
    RenameHint::EnumValue {
        enumeration: ObjectName::new(enumeration),
        from: from.to_owned(),
        to: to.to_owned(),
    }
}

impl Given {
    pub(super) fn diff_is_empty(&self) {
        let found = diff(self.pair(), &self.hints, &self.decisions).expect("nothing is ambiguous");
        assert_eq!(found, Diff::default());
    }
}

//! One way from a catalog to another: up on a database with rows, compared with a fresh one, and down again.

use std::collections::{BTreeMap, BTreeSet};

use codegen::catalog::{Catalog, Column, Hints, ObjectName, Pair, RenameHint};
use codegen::dialect::Version;
use codegen::diff::{Change, Decisions, Unreturned, diff, invert, unreturned};
use codegen::plan::{Effect, Plan};

use super::database::{Database, plan_for};

pub(crate) struct Case {
    catalogs: Pair<Catalog>,
    hints: Hints,
    fill: &'static str,
    kept: Vec<&'static str>,
    after: Vec<(&'static str, &'static [&'static str])>,
    rebuilds: Option<usize>,
    version: Version,
    effect: Option<Effect>,
}

impl Case {
    pub(crate) fn new(previous: Catalog, next: Catalog) -> Self {
        Self {
            catalogs: Pair { previous, next },
            hints: Hints::default(),
            fill: "",
            kept: Vec::new(),
            after: Vec::new(),
            rebuilds: None,
            version: Version::new(3, 40, 0),
            effect: None,
        }
    }

    /// Rows before.
    pub(crate) const fn fill(mut self, sql: &'static str) -> Self {
        self.fill = sql;
        self
    }

    /// A query of the previous schema with the same answer before up and after down.
    pub(crate) fn keeps(mut self, query: &'static str) -> Self {
        self.kept.push(query);
        self
    }

    /// A query of the next schema and its answer after up.
    pub(crate) fn gives(mut self, query: &'static str, rows: &'static [&'static str]) -> Self {
        self.after.push((query, rows));
        self
    }

    /// How many tables are made anew on the way up.
    pub(crate) const fn rebuilds(mut self, number: usize) -> Self {
        self.rebuilds = Some(number);
        self
    }

    /// What the way up does to data at worst.
    pub(crate) const fn is(mut self, effect: Effect) -> Self {
        self.effect = Some(effect);
        self
    }

    pub(crate) const fn version(mut self, minor: u16) -> Self {
        self.version = Version::new(3, minor, 0);
        self
    }

    pub(crate) fn renamed_table(mut self, from: &str, to: &str) -> Self {
        self.hints.renamed.push(RenameHint::Table {
            from: from.to_owned(),
            to: ObjectName::new(to),
        });
        self
    }

    pub(crate) fn renamed_column(mut self, table: &str, from: &str, to: &str) -> Self {
        self.hints.renamed.push(RenameHint::Column {
            table: ObjectName::new(table),
            from: from.to_owned(),
            to: to.to_owned(),
        });
        self
    }

    pub(crate) fn renamed_constraint(mut self, table: &str, from: &str, to: &str) -> Self {
        self.hints.renamed.push(RenameHint::Constraint {
            table: ObjectName::new(table),
            from: from.to_owned(),
            to: to.to_owned(),
        });
        self
    }

    pub(crate) fn renamed_index(mut self, table: &str, from: &str, to: &str) -> Self {
        self.hints.renamed.push(RenameHint::Index {
            table: ObjectName::new(table),
            from: from.to_owned(),
            to: to.to_owned(),
        });
        self
    }

    pub(crate) fn renamed_value(mut self, enumeration: &str, from: &str, to: &str) -> Self {
        self.hints.renamed.push(RenameHint::EnumValue {
            enumeration: ObjectName::new(enumeration),
            from: from.to_owned(),
            to: to.to_owned(),
        });
        self
    }

    pub(crate) fn replaced(mut self, enumeration: &str, from: &str, to: &str) -> Self {
        let values = self.hints.replaced.entry(ObjectName::new(enumeration)).or_default();
        *values = BTreeMap::from([(from.to_owned(), to.to_owned())]);
        self
    }

    pub(crate) fn backfill(mut self, table: &str, column: &str, sql: &str) -> Self {
        let place = (ObjectName::new(table), column.to_owned());
        self.hints.backfill.insert(place, sql.to_owned());
        self
    }

    pub(crate) fn using(mut self, table: &str, column: &str, sql: &str) -> Self {
        let place = (ObjectName::new(table), column.to_owned());
        self.hints.using.insert(place, sql.to_owned());
        self
    }

    /// Up, and back down.
    pub(crate) fn passes(self) {
        let (database, down) = self.up();
        let sql = database.sql(&down);
        let before = self.filled();
        let there = self.shared_rows(&database);
        database.migrate(&down).expect("down runs");
        database.is_as_new(&self.catalogs.previous, &sql);
        let labels = down.into_way_down(&self.unreturned()).steps;
        // Under another name, what is the same cannot be told.
        let is_renamed = !self.hints.renamed.is_empty();
        if !is_renamed && labels.iter().all(|step| step.effect == Effect::Lossless) {
            assert_eq!(self.shared_rows(&database), there, "down is labelled lossless\n{sql}");
        }
        for query in &self.kept {
            assert_eq!(database.rows(query), before.rows(query), "down: {query}\n{sql}");
        }
        assert_eq!(database.rows("SELECT name FROM temp.sqlite_schema"), [""; 0]);
    }

    /// Up only, for a way that has no safe way back with these rows.
    pub(crate) fn goes_up(self) -> Database {
        self.up().0
    }

    /// The way up is refused, and nothing has changed then.
    pub(crate) fn fails(self, message: &str) {
        let database = self.filled();
        let facts = database.facts();
        let (up, _) = self.plans();
        let error = database.migrate(&up).expect_err("up is refused");
        assert!(error.contains(message), "{error}");
        assert_eq!(database.facts(), facts);
        for query in &self.kept {
            assert_eq!(database.rows(query), self.filled().rows(query), "{query}");
        }
    }

    pub(crate) fn filled(&self) -> Database {
        let database = Database::of(&self.catalogs.previous);
        database.run(self.fill);
        database
    }

    pub(crate) fn plans(&self) -> (Plan, Plan) {
        let (changes, inverse) = self.changes();
        (
            plan_for(self.pair(), &changes, self.version),
            plan_for(self.pair().flip(), &inverse, self.version),
        )
    }

    fn pair(&self) -> Pair<&Catalog> {
        let Pair { previous, next } = &self.catalogs;
        Pair { previous, next }
    }

    /// The changes there, and back.
    fn changes(&self) -> (Vec<Change>, Vec<Change>) {
        let decisions = Decisions {
            drops: gone(&self.catalogs),
            ..Decisions::default()
        };
        let changes = diff(self.pair(), &self.hints, &decisions)
            .expect("nothing is ambiguous")
            .changes;
        let inverse = invert(self.pair(), &changes);
        (changes, inverse)
    }

    fn unreturned(&self) -> Vec<Unreturned> {
        let (changes, inverse) = self.changes();
        unreturned(self.pair(), &changes, &inverse)
    }

    /// The values of every column that is the same before and after, but for those of enums, whose names may change.
    fn shared_rows(&self, database: &Database) -> Vec<Vec<String>> {
        let Pair { previous, next } = &self.catalogs;
        let mut rows = Vec::new();
        for (name, table) in &previous.tables {
            let Some(other) = next.tables.get(name) else { continue };
            let same = |column: &&Column| {
                column.text_enum.is_none()
                    && other
                        .column(&column.name)
                        .is_some_and(|other| other.r#type == column.r#type)
            };
            let columns: Vec<_> = table.columns.iter().filter(same).collect();
            let columns: Vec<_> = columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
            let columns = if columns.is_empty() {
                "1".to_owned()
            } else {
                columns.join(", ")
            };
            let mut found = database.rows(&format!("SELECT {columns} FROM \"{}\"", name.name));
            found.sort();
            rows.push(found);
        }
        rows
    }

    fn up(&self) -> (Database, Plan) {
        let database = self.filled();
        let (up, down) = self.plans();
        let sql = database.sql(&up);
        if let Some(expected) = self.rebuilds {
            let rebuilds = up
                .steps
                .iter()
                .filter(|step| step.statement.template == "replace_table.sql");
            assert_eq!(rebuilds.count(), expected, "tables made anew:\n{sql}");
        }
        if let Some(effect) = self.effect {
            assert_eq!(up.steps.iter().map(|step| step.effect).max(), Some(effect), "{sql}");
        }
        database.migrate(&up).expect("up runs");
        database.is_as_new(&self.catalogs.next, &sql);
        for (query, rows) in &self.after {
            assert_eq!(database.rows(query), *rows, "up: {query}\n{sql}");
        }
        (database, down)
    }
}

/// All that is gone is so for good.
fn gone(catalogs: &Pair<Catalog>) -> BTreeSet<String> {
    let mut gone = BTreeSet::new();
    for catalog in [&catalogs.previous, &catalogs.next] {
        for (name, table) in &catalog.tables {
            gone.insert(format!("drop-table:{name}"));
            let columns = table.columns.iter();
            gone.extend(columns.map(|column| format!("drop-column:{name}.{}", column.name)));
        }
        for (name, object) in &catalog.enums {
            let values = object.values.iter();
            gone.extend(values.map(|value| format!("remove-value:{name}.{value}")));
        }
    }
    gone
}

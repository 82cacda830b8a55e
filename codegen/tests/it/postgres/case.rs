//! A schema before and after, planned both ways and run on a server.

use std::collections::BTreeMap;

use codegen::catalog::{Catalog, Hints, Pair};
use codegen::diagnostic::Diagnostics;
use codegen::dialect::{self, Capabilities, DialectName, Version};
use codegen::diff::{Change, Decisions, apply, diff, invert, unreturned};
use codegen::plan::Plan;
use codegen::render::{Templates, sql};
use testing::postgres::{Database, Server};

use crate::schema::fixture::{load_files, rendered};

/// Lowering knows all that any server can do; what a plan may use is said by [`Case::since`].
const DATABASE: &str = r#"
[database]
name = "shop"
dialects = ["postgres"]
postgres = { min_version = "18" }
"#;

/// Two catalogs and the changes between them.
pub(crate) struct Case {
    pub(crate) previous: Catalog,
    pub(crate) next: Catalog,
    changes: Vec<Change>,
    version: Version,
    simple: bool,
}

impl Case {
    /// From the text of two schemas, each without `[database]`.
    pub(crate) fn new(previous: &str, next: &str) -> Self {
        let (previous, _) = lower(previous);
        let (next, hints) = lower(next);
        Self::of(previous, next, &hints)
    }

    /// From two catalogs.
    pub(crate) fn of(previous: Catalog, next: Catalog, hints: &Hints) -> Self {
        let pair = Pair {
            previous: &previous,
            next: &next,
        };
        // What is not said to be a rename is none here.
        let mut decisions = Decisions::default();
        let found = diff(pair, hints, &decisions).or_else(|ambiguities| {
            let drops = ambiguities.into_iter().map(|ambiguity| ambiguity.drop);
            decisions.drops.extend(drops);
            diff(pair, hints, &decisions)
        });
        let found = found.unwrap_or_else(|ambiguities| panic!("{ambiguities:#?}"));
        let mut applied = previous.clone();
        apply(&mut applied, &found.changes).expect("the changes fit");
        Self {
            changes: found.changes,
            previous,
            next,
            version: Version::new(14, 0, 0),
            simple: false,
        }
    }

    /// With plain statements.
    pub(crate) fn simple(self) -> Self {
        Self { simple: true, ..self }
    }

    /// For servers from this version on.
    pub(crate) fn since(self, major: u16) -> Self {
        Self {
            version: Version::new(major, 0, 0),
            ..self
        }
    }

    pub(crate) fn pair(&self) -> Pair<&Catalog> {
        Pair {
            previous: &self.previous,
            next: &self.next,
        }
    }

    fn capabilities(&self) -> Capabilities {
        let capabilities = DialectName::Postgres.dialect().capabilities(self.version);
        if self.simple {
            capabilities.simple()
        } else {
            capabilities
        }
    }

    pub(crate) fn plan_up(&self) -> Plan {
        let plan = dialect::postgres::plan(self.pair(), &self.changes, &self.capabilities());
        plan.expect("it can be ordered")
    }

    pub(crate) fn plan_down(&self) -> Plan {
        let changes = invert(self.pair(), &self.changes);
        let plan = dialect::postgres::plan(self.pair().flip(), &changes, &self.capabilities());
        let unreturned = unreturned(self.pair(), &self.changes, &changes);
        plan.expect("it can be ordered").into_way_down(&unreturned)
    }

    /// The text of `up.sql`.
    pub(crate) fn up(&self) -> String {
        text(&self.plan_up())
    }

    /// The text of `down.sql`.
    pub(crate) fn down(&self) -> String {
        text(&self.plan_down())
    }

    /// Goes up and down over these rows. The database must equal one made of the next schema, then the one before; the
    /// queries must give what stands beside them after up, and what they gave at first after down.
    pub(crate) fn run(&self, rows: &str, queries: &[Query<'_>]) {
        let database = made_of(&self.previous);
        database.execute(rows);
        let before = read(&database);
        let firsts: Vec<_> = queries.iter().map(|query| query.ask_before(&database)).collect();

        execute(&database, &self.up());
        assert_eq!(read(&database), read(&made_of(&self.next)), "after up:\n{}", self.up());
        for query in queries {
            query.check_after(&database);
        }

        execute(&database, &self.down());
        assert_eq!(read(&database), before, "after down:\n{}", self.down());
        for (query, first) in queries.iter().zip(firsts) {
            if query.returns {
                assert_eq!(query.ask_before(&database), first, "after down: {}", query.before);
            }
        }
    }
}

/// A query about rows.
pub(crate) struct Query<'a> {
    before: &'a str,
    after: &'a str,
    gives: &'a [&'a str],
    returns: bool,
}

impl<'a> Query<'a> {
    /// The same before, after up and after down.
    pub(crate) fn kept(query: &'a str, gives: &'a [&'a str]) -> Self {
        Self {
            before: query,
            after: query,
            gives,
            returns: true,
        }
    }

    /// One before and after down, which agree, and another after up.
    pub(crate) fn moved(before: &'a str, after: &'a str, gives: &'a [&'a str]) -> Self {
        Self {
            before,
            after,
            gives,
            returns: true,
        }
    }

    /// After up only.
    pub(crate) fn up(query: &'a str, gives: &'a [&'a str]) -> Self {
        Self {
            before: "select 1",
            after: query,
            gives,
            returns: false,
        }
    }

    fn ask_before(&self, database: &Database) -> Vec<String> {
        ask(database, self.before)
    }

    fn check_after(&self, database: &Database) {
        assert_eq!(ask(database, self.after), self.gives, "after up: {}", self.after);
    }
}

/// Rows as text: values with `|` between, NULL as `-`.
pub(crate) fn ask(database: &Database, query: &str) -> Vec<String> {
    let rows = database.query(query).into_iter();
    let value = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
    rows.map(|row| row.into_iter().map(value).collect::<Vec<_>>().join("|"))
        .collect()
}

/// The catalog and hints of a schema.
pub(crate) fn lower(text: &str) -> (Catalog, Hints) {
    let loaded = load_files(&format!("{text}\n{DATABASE}"), &[]);
    let told = rendered(&loaded);
    let schema = loaded.schema.unwrap_or_else(|| panic!("{told}"));
    let mut diagnostics = Diagnostics::new();
    let lowered = dialect::lower(&schema, DialectName::Postgres, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{diagnostics:#?}");
    (lowered.catalog, lowered.hints)
}

/// A database that holds a catalog.
pub(crate) fn made_of(catalog: &Catalog) -> Database {
    let database = Server::shared().database();
    let case = Case::of(
        Catalog::empty(DialectName::Postgres),
        catalog.clone(),
        &Hints::default(),
    );
    execute(&database, &case.since(18).up());
    database
}

/// Runs a file section by section, as the migrator does.
pub(crate) fn execute(database: &Database, file: &str) {
    let mut sections: Vec<(&str, String)> = vec![("transaction", String::new())];
    for line in file.lines() {
        if let Some(mode) = line.strip_prefix("-- step: ") {
            sections.push((mode, String::new()));
        } else if let Some((_, text)) = sections.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    for (mode, text) in sections.into_iter().filter(|(_, text)| !text.trim().is_empty()) {
        if mode.starts_with("check ") {
            assert_eq!(ask(database, &text), [""; 0], "{mode}\nof:\n{file}");
            continue;
        }
        if mode.starts_with("batches ") {
            let statement = text.trim_end().trim_end_matches(';');
            let counted = format!("with changed as ({statement} returning 1) select count(*) from changed");
            while ask(database, &counted) != ["0"] {}
            continue;
        }
        let text = if mode == "alone" {
            text
        } else {
            format!("begin;\n{text}\ncommit;")
        };
        if let Err(message) = database.try_execute(&text) {
            panic!("{message}\nin:\n{file}");
        }
    }
}

/// What a database holds, with columns in the order of their names.
pub(crate) fn read(database: &Database) -> Catalog {
    let postgres = DialectName::Postgres.dialect();
    let setup = postgres.introspection_setup();
    let query = postgres.introspection_query();
    let rows = database.query(&format!("{setup};\n{query}"));
    let answer = rows[0][0].as_deref().expect("one value");
    let mut catalog = postgres
        .read_introspection(answer)
        .expect("the answer can be read")
        .catalog;
    for table in catalog.tables.values_mut() {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
    }
    catalog
}

fn text(plan: &Plan) -> String {
    let templates = Templates::with_overrides(&BTreeMap::new()).expect("our own templates");
    sql(plan, DialectName::Postgres, &templates).unwrap_or_else(|error| panic!("{error}"))
}

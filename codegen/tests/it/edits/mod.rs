//! Edits of the demo's schema, at least one of each kind, on databases filled with rows, on both dialects.
//!
//! Each edit gives exactly one migration per dialect that it touches; applied, the database equals the snapshot; no row is
//! lost, and no value in a column that stays; down returns to the catalog before, and up works again; a second run finds
//! nothing to do. The models compile before and after (`models`).

mod columns;
mod constraints;
mod enums;
mod models;
mod tables;

use std::collections::BTreeMap;

use codegen::catalog::{Catalog, TypeName};
use codegen::database::compare;
use codegen::dialect::DialectName;

use crate::command::{DEMO, Project};
use crate::live::Live;
use crate::rows;

/// One edit.
struct Edit {
    /// What the schema has before the edit, behind the demo's own.
    start: &'static str,
    /// Text of schema.toml → what stands there instead.
    replace: &'static [(&'static str, &'static str)],
    /// Tables that go, with all their sections.
    cut: &'static [&'static str],
    /// Text behind the end of schema.toml.
    append: &'static str,
    /// What `generate` is allowed to lose: each is refused until it is named.
    allow: &'static [&'static str],
    /// `table` → `table`, `table.column` → `column` that are renamed (physical names, the table's before). Where the
    /// databases have different names for it, both.
    renamed: &'static [(&'static str, &'static str)],
    /// `table.column`s (before) whose values may change: their type or values do.
    changed: &'static [&'static str],
    /// The databases that get a migration.
    dialects: &'static [DialectName],
    /// SQL that finds no row after the way up, and does not before it.
    holds: &'static [&'static str],
    /// SQL that has to run after the way up.
    runs: &'static [&'static str],
}

const NOTHING: Edit = Edit {
    start: "",
    replace: &[],
    cut: &[],
    append: "",
    allow: &[],
    renamed: &[],
    changed: &[],
    dialects: &DialectName::ALL,
    holds: &[],
    runs: &[],
};

/// Makes each edit a test, and a list of all.
macro_rules! edits {
    ($($(#[$attribute:meta])* $name:ident = $edit:expr;)*) => {
        pub(super) const ALL: &[(&str, &Edit)] = &[$((stringify!($name), &$edit)),*];

        $(#[test] $(#[$attribute])* fn $name() { super::check(&$edit); })*
    };
}
use edits;

const ROWS: usize = 7;

impl Edit {
    /// The schema before.
    fn before(&self) -> String {
        format!("{DEMO}\n{}\n", self.start)
    }

    /// The schema after.
    fn after(&self) -> String {
        let mut text = self.before();
        for table in self.cut {
            text = cut(&text, table);
        }
        for (from, to) in self.replace {
            assert!(text.contains(from), "schema.toml has no {from:?}");
            text = text.replacen(from, to, 1);
        }
        format!("{text}\n{}\n", self.append)
    }
}

/// A schema without the sections of a table.
fn cut(text: &str, table: &str) -> String {
    let mut inside = false;
    let mut kept = String::new();
    for line in text.lines() {
        if let Some(header) = line.strip_prefix('[') {
            let path = header.trim_start_matches('[').trim_end_matches(']');
            let own = format!("table.{table}");
            inside = path == own || path.starts_with(&format!("{own}."));
        }
        if !inside {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

fn snapshot(project: &Project, dialect: DialectName) -> Catalog {
    let text = project.read(&format!("generated/migrations/{dialect}/snapshot.json"));
    let value: serde_json::Value = serde_json::from_str(&text).expect("a snapshot is JSON");
    serde_json::from_value(value["catalog"].clone()).expect("a snapshot holds a catalog")
}

/// Fails the test where the database is not what the catalog says, or holds what no catalog can say.
#[track_caller]
fn assert_equal(live: &Live, expected: &Catalog) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let comparison = runtime
        .expect("a runtime starts")
        .block_on(compare(&live.url(), expected));
    let comparison = comparison.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(comparison.differences, [""; 0], "{}", live.dialect());
    assert_eq!(comparison.unmodelled, [""; 0], "{}", live.dialect());
}

fn check(edit: &Edit) {
    let project = Project::new(&edit.before());
    project.run(&["generate", "--name", "start"]).expect(0);
    let lives = DialectName::ALL.map(Live::new);
    for live in &lives {
        project.run(&["migrate", "up", "--url", &live.url()]).expect(0);
        live.load(&rows::inserts(&snapshot(&project, live.dialect()), ROWS));
    }
    let before: BTreeMap<_, _> = DialectName::ALL
        .map(|dialect| (dialect, snapshot(&project, dialect)))
        .into();

    project.write("schema.toml", &edit.after());
    generate(&project, edit.allow);
    let again = project.run(&["generate"]).expect(0);
    assert_eq!(again.stdout, "nothing changed\n");

    for live in &lives {
        let dialect = live.dialect();
        let is_touched = edit.dialects.contains(&dialect);
        let new = project.migrations(dialect).len() - 1;
        assert_eq!(new, usize::from(is_touched), "{dialect}: new migrations");
        if is_touched {
            up_and_down(edit, &project, live, &before[&dialect]);
        } else {
            assert_eq!(before[&dialect], snapshot(&project, dialect), "{dialect}: untouched");
        }
    }
}

/// Generates; what would be lost is refused by name until it is allowed by that name.
fn generate(project: &Project, allow: &[&str]) {
    if !allow.is_empty() {
        let ran = project.run(&["generate"]).expect(2);
        for allowed in allow {
            assert!(
                ran.stderr.contains(allowed),
                "{allowed} is not refused:\n{}",
                ran.stderr
            );
        }
    }
    let mut arguments = vec!["generate"];
    for allowed in allow {
        arguments.extend(["--allow", allowed]);
    }
    // The migration is tried before it is written, on both.
    let shadow = [("SHADOW_DATABASE_URL", testing::postgres::Server::shared().url())];
    let ran = project.run_with(&shadow, &arguments).expect(0);
    assert!(!ran.stdout.contains("not proved"), "{}", ran.stdout);
}

fn up_and_down(edit: &Edit, project: &Project, live: &Live, previous: &Catalog) {
    let dialect = live.dialect();
    let next = snapshot(project, dialect);
    let kept = kept_rows(edit, previous, &next);
    let before = || -> Vec<_> {
        kept.iter()
            .map(|kept| live.rows(&kept.before.0, &kept.before.1))
            .collect()
    };
    let after = || -> Vec<_> {
        kept.iter()
            .map(|kept| live.rows(&kept.after.0, &kept.after.1))
            .collect()
    };
    let values = before();
    assert!(values.iter().all(|rows| rows.len() == ROWS));

    project.run(&["migrate", "up", "--url", &live.url()]).expect(0);
    assert_equal(live, &next);
    assert_eq!(values, after(), "{dialect}: values changed on the way up");
    for query in edit.holds {
        assert_eq!(live.query(query), [[None; 0]; 0], "{dialect}: {query}");
    }

    project.run(&["migrate", "down", "--url", &live.url()]).expect(0);
    assert_equal(live, previous);
    assert_eq!(values, before(), "{dialect}: values changed on the way down");

    project.run(&["migrate", "up", "--url", &live.url()]).expect(0);
    assert_equal(live, &next);
    assert_eq!(values, after(), "{dialect}: values changed on the way up again");
    for statement in edit.runs {
        live.run_script(statement);
    }
}

/// A table that stays, with the columns that stay, as quoted names before and after.
struct Kept {
    before: (String, Vec<String>),
    after: (String, Vec<String>),
}

fn kept_rows(edit: &Edit, previous: &Catalog, next: &Catalog) -> Vec<Kept> {
    let renamed = |name: &str| {
        edit.renamed
            .iter()
            .find(|(from, _)| *from == name)
            .map(|(_, to)| (*to).to_owned())
    };
    let mut kept = Vec::new();
    for table in previous.tables.values() {
        let own = table.name.to_string();
        let names = edit
            .renamed
            .iter()
            .filter(|(from, _)| *from == own)
            .map(|(_, to)| (*to).to_owned());
        let names: Vec<_> = names.chain([own.clone()]).collect();
        let Some(after) = next
            .tables
            .values()
            .find(|table| names.contains(&table.name.to_string()))
        else {
            continue;
        };
        let mut columns = (Vec::new(), Vec::new());
        for column in &table.columns {
            let full = format!("{}.{}", table.name.name, column.name);
            let to = renamed(&full).unwrap_or_else(|| column.name.clone());
            if after.column(&to).is_some() && !edit.changed.contains(&full.as_str()) {
                // An enum's text is what counts, whatever its type is called.
                let text = |name: &str| match (&column.r#type.r#type, previous.dialect) {
                    (TypeName::Enum(_), DialectName::Postgres) => format!("{}::text", rows::quote(name)),
                    _ => rows::quote(name),
                };
                columns.0.push(text(&column.name));
                columns.1.push(text(&to));
            }
        }
        kept.push(Kept {
            before: (rows::name(&table.name), columns.0),
            after: (rows::name(&after.name), columns.1),
        });
    }
    kept
}

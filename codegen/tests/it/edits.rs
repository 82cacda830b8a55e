//! Edits of the demo's schema, at least one of each kind, on databases filled with rows, on both dialects.
//!
//! Each edit gives exactly one migration per dialect; applied, the database equals the snapshot; no row is lost, and no
//! value in a column that stays; down returns to the catalog before; a second run finds nothing to do.

use std::collections::BTreeMap;

use codegen::catalog::{Catalog, TypeName};
use codegen::dialect::DialectName;

use crate::command::Project;
use crate::live::Live;
use crate::rows;

/// One edit.
struct Edit {
    /// Text of schema.toml → what stands there instead.
    replace: &'static [(&'static str, &'static str)],
    /// Text behind the end of schema.toml.
    append: &'static str,
    /// What `generate` is allowed to lose.
    allow: &'static [&'static str],
    /// `table` → `table`, `table.column` → `column` that are renamed (physical names, the table's before).
    renamed: &'static [(&'static str, &'static str)],
    /// `table.column`s (before) whose values may change: their type or values do.
    changed: &'static [&'static str],
}

const NOTHING: Edit = Edit {
    replace: &[],
    append: "",
    allow: &[],
    renamed: &[],
    changed: &[],
};

const ROWS: usize = 7;

fn snapshot(project: &Project, dialect: DialectName) -> Catalog {
    let text = project.read(&format!("generated/migrations/{dialect}/snapshot.json"));
    let value: serde_json::Value = serde_json::from_str(&text).expect("a snapshot is JSON");
    serde_json::from_value(value["catalog"].clone()).expect("a snapshot holds a catalog")
}

fn check(edit: &Edit) {
    let project = Project::demo();
    project.run(&["generate", "--name", "start"]).expect(0);
    let lives: Vec<_> = DialectName::ALL.map(Live::new).into_iter().collect();
    for live in &lives {
        project.run(&["migrate", "up", "--url", &live.url()]).expect(0);
        live.load(&rows::inserts(&snapshot(&project, live.dialect()), ROWS));
    }
    let before: BTreeMap<_, _> = DialectName::ALL
        .map(|dialect| (dialect, snapshot(&project, dialect)))
        .into();

    project.edit(edit.replace);
    if !edit.append.is_empty() {
        project.write(
            "schema.toml",
            &format!("{}\n{}\n", project.read("schema.toml"), edit.append),
        );
    }
    if !edit.allow.is_empty() {
        let ran = project.run(&["generate"]).expect(2);
        assert!(
            edit.allow.iter().any(|allowed| ran.stderr.contains(allowed)),
            "{}",
            ran.stderr
        );
    }
    let mut arguments = vec!["generate"];
    for allowed in edit.allow {
        arguments.extend(["--allow", allowed]);
    }
    project.run(&arguments).expect(0);
    let again = project.run(&["generate"]).expect(0);
    assert_eq!(again.stdout, "nothing changed\n");

    for live in &lives {
        let dialect = live.dialect();
        assert_eq!(project.migrations(dialect).len(), 2, "{dialect}: one new migration");
        let (previous, next) = (&before[&dialect], snapshot(&project, dialect));
        let kept = kept_rows(edit, previous, &next);
        let values_before: Vec<_> = kept
            .iter()
            .map(|kept| live.rows(&kept.before.0, &kept.before.1))
            .collect();
        assert!(values_before.iter().all(|rows| rows.len() == ROWS));

        project.run(&["migrate", "up", "--url", &live.url()]).expect(0);
        crate::equal::assert_equal(live, &next);
        let values_after: Vec<_> = kept
            .iter()
            .map(|kept| live.rows(&kept.after.0, &kept.after.1))
            .collect();
        assert_eq!(values_before, values_after, "{dialect}: values changed on the way up");

        project.run(&["migrate", "down", "--url", &live.url()]).expect(0);
        crate::equal::assert_equal(live, previous);
        let values_back: Vec<_> = kept
            .iter()
            .map(|kept| live.rows(&kept.before.0, &kept.before.1))
            .collect();
        assert_eq!(values_before, values_back, "{dialect}: values changed on the way down");

        project.run(&["migrate", "up", "--url", &live.url()]).expect(0);
        crate::equal::assert_equal(live, &next);
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
        let mut new_name = table.name.clone();
        if let Some(to) = renamed(&table.name.name) {
            new_name.name = to;
        }
        let Some(after) = next.tables.get(&new_name) else {
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
            after: (rows::name(&new_name), columns.1),
        });
    }
    kept
}

fn run(edit: Edit) {
    check(&edit);
}

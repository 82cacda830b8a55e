//! Branches and folds while a column stands beside what takes its place.

use codegen::dialect::DialectName;

use super::repository::{AGE, CITY, FIRST, OURS, SCHEMA, THEIRS, commit, databases_of, git, merge};
use crate::command::{Project, Ran};
use crate::live::Live;

/// `name` becomes `full_name`.
const RENAMED: (&str, &str) = (
    "name = \"text\"",
    "full_name = { type = \"text\", renamed_from = \"name\" }",
);
const EXPANSION: &str = "20260102T000000_expand_user_name_to_full_name";

/// Generates and tries it on both databases.
fn proving(project: &Project, arguments: &[&str]) -> Ran {
    let server = testing::postgres::Server::shared();
    project.run_with(&[("SHADOW_DATABASE_URL", server.url())], arguments)
}

/// A repository where `theirs` and `main` each generate once more, with these arguments; on `main`, not merged.
fn branches(first: &[&str], ours: ((&str, &str), &[&str]), theirs: ((&str, &str), &[&str])) -> Project {
    let project = Project::new(SCHEMA);
    proving(&project, &["generate", "--id", FIRST]).expect(0);
    if !first.is_empty() {
        project.edit(&[RENAMED]);
        proving(&project, &[&["generate", "--id", "20260101T120000"], first].concat()).expect(0);
    }
    git(&project, &["init", "-q", "-b", "main"]).expect(0);
    commit(&project);
    git(&project, &["checkout", "-q", "-b", "theirs"]).expect(0);
    for (branch, id, (edit, arguments)) in [("theirs", THEIRS, theirs), ("main", OURS, ours)] {
        git(&project, &["checkout", "-q", branch]).expect(0);
        project.edit(&[edit]);
        proving(&project, &[&["generate", "--id", id], arguments].concat()).expect(0);
        commit(&project);
    }
    project
}

/// The names of the two people, in one column of theirs.
#[track_caller]
fn assert_people(live: &Live, column: &str) {
    let names = live.query(&format!("SELECT {column} FROM \"user\" ORDER BY id"));
    let expected = ["Ada", "Bob"].map(|name| vec![Some(name.to_owned())]);
    assert_eq!(names, expected, "{column} on {}", live.dialect());
}

/// The history is in order and holds on both databases; then the old column goes.
#[track_caller]
fn ends_well(project: &Project, databases: &[Live], is_open: bool) {
    project.run(&["check"]).expect(0);
    proving(project, &["verify"]).expect(0);
    for live in databases {
        live.migrate(project.path(), &["up"]);
        assert_people(live, "full_name");
        if is_open {
            assert_people(live, "name");
            live.run_script("UPDATE \"user\" SET name = 'Cy' WHERE id = 1");
            live.run_script("UPDATE \"user\" SET full_name = 'Ada' WHERE name = 'Cy' AND full_name = 'Cy'");
            assert_people(live, "name");
        }
    }
    if is_open {
        proving(project, &["generate", "--contract"]).expect(0);
        proving(project, &["verify"]).expect(0);
        for live in databases {
            live.migrate(project.path(), &["up"]);
            assert_people(live, "full_name");
        }
    }
    let said = proving(project, &["generate"]).expect(0);
    assert_eq!(said.stdout, "nothing changed\n");
}

#[test]
fn an_expansion_here_and_a_column_there() {
    let project = branches(&[], (RENAMED, &["--phased"]), (CITY, &[]));
    let databases = databases_of(&project, "theirs");
    merge(&project);
    proving(&project, &["rebase"]).expect(0);
    ends_well(&project, &databases, true);
}

#[test]
fn an_expansion_there_and_a_column_here() {
    let project = branches(&[], (AGE, &[]), (RENAMED, &["--phased"]));
    let databases = databases_of(&project, "theirs");
    merge(&project);
    proving(&project, &["rebase"]).expect(0);
    assert_eq!(project.migrations(DialectName::Postgres)[1], EXPANSION);
    ends_well(&project, &databases, true);
}

#[test]
fn a_contraction_here_and_a_column_there() {
    let nothing = ("# second table", "#");
    let project = branches(&["--phased"], (nothing, &["--contract"]), (CITY, &[]));
    let databases = databases_of(&project, "theirs");
    merge(&project);
    proving(&project, &["rebase"]).expect(0);
    ends_well(&project, &databases, false);
}

#[test]
fn a_contraction_there_and_a_column_here() {
    let nothing = ("# second table", "#");
    let project = branches(&["--phased"], (AGE, &[]), (nothing, &["--contract"]));
    let databases = databases_of(&project, "theirs");
    merge(&project);
    proving(&project, &["rebase"]).expect(0);
    ends_well(&project, &databases, false);
}

/// A history of which the second migration is an expansion, the third adds a column, the fourth may be the contraction.
fn folded(contracted: bool, arguments: &[&str]) {
    let project = Project::new(SCHEMA);
    proving(&project, &["generate", "--id", FIRST]).expect(0);
    git(&project, &["init", "-q", "-b", "main"]).expect(0);
    project.edit(&[RENAMED]);
    proving(&project, &["generate", "--id", THEIRS, "--phased"]).expect(0);
    project.edit(&[AGE]);
    proving(&project, &["generate", "--id", OURS]).expect(0);
    if contracted {
        proving(&project, &["generate", "--id", "20260104T000000", "--contract"]).expect(0);
    }
    commit(&project);
    let databases = databases_of(&project, "main");

    proving(&project, &[&["squash"], arguments].concat()).expect(0);
    let fresh = DialectName::ALL.map(Live::new);
    for live in &fresh {
        live.migrate(project.path(), &["up"]);
        let column = if contracted { "full_name" } else { "name" };
        live.run_script(&format!(
            "INSERT INTO \"user\" (id, {column}) VALUES (1, 'Ada'), (2, 'Bob')"
        ));
    }
    let databases: Vec<_> = databases.into_iter().chain(fresh).collect();
    ends_well(&project, &databases, !contracted);
}

#[test]
fn an_open_expansion_is_folded() {
    folded(false, &[]);
}

#[test]
fn both_phases_are_folded() {
    folded(true, &[]);
}

#[test]
fn the_expansion_is_folded_without_its_contraction() {
    folded(true, &["--to", OURS]);
}

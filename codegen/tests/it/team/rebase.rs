//! Migrations made again on top of those of another branch.

use codegen::dialect::DialectName;

use super::repository::{
    AGE, CITY, OURS, THEIRS, assert_complete, commit, databases_of, git, merge, people, two_branches,
};
use crate::command::Project;
use crate::live::Live;

/// The migrations that are no more where they were.
fn moved(json: &serde_json::Value) -> Vec<&str> {
    let list = json["moved"].as_array().expect("a list");
    list.iter().map(|moved| moved["from"].as_str().expect("text")).collect()
}

fn columns(project: &Project, dialect: DialectName) -> Vec<String> {
    let text = project.read(&format!("generated/migrations/{dialect}/snapshot.json"));
    let snapshot: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let columns = snapshot["catalog"]["tables"][0]["columns"].as_array().expect("a list");
    let names = columns
        .iter()
        .map(|column| column["name"].as_str().expect("text").to_owned());
    names.collect()
}

#[test]
fn ours_is_made_again_on_top_of_theirs() {
    let project = two_branches(&[AGE], &[CITY]);
    let theirs = databases_of(&project, "theirs");
    merge(&project);
    let before = project.files();
    let dry = project
        .run(&["rebase", "--offline", "--dry-run", "--json"])
        .expect(0)
        .json();
    assert_eq!(dry["dry_run"], true);
    assert_eq!(project.files(), before);

    let ran = project.run(&["rebase", "--offline"]).expect(0);
    assert!(
        ran.stdout.contains("moved sqlite/20260103T000000_add_user_age to "),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("\n  add column user.age\n"), "{}", ran.stdout);
    project.run(&["check"]).expect(0);
    commit(&project);
    for dialect in DialectName::ALL {
        let folders = project.migrations(dialect);
        assert_eq!(folders[1], format!("{THEIRS}_add_user_city"));
        assert!(
            folders[2].ends_with("_add_user_age") && !folders[2].starts_with(OURS),
            "{folders:?}"
        );
        assert_eq!(columns(&project, dialect), ["id", "name", "bio", "city", "age"]);
    }
    for live in &theirs {
        live.migrate(project.path(), &["up"]);
        assert_complete(&project, live);
    }
}

#[test]
fn the_branch_to_keep_can_be_named() {
    for arguments in [["--keep", OURS], ["--move", THEIRS]] {
        let project = two_branches(&[AGE], &[CITY]);
        let ours = databases_of(&project, "main");
        merge(&project);
        let json = project
            .run(&["rebase", "--offline", "--json", arguments[0], arguments[1]])
            .expect(0)
            .json();
        assert_eq!(moved(&json), ["20260102T000000_add_user_city"; 2]);
        project.run(&["check"]).expect(0);
        for live in &ours {
            live.migrate(project.path(), &["up"]);
            assert_complete(&project, live);
        }
    }
    let project = two_branches(&[AGE], &[CITY]);
    merge(&project);
    let ran = project
        .run(&["rebase", "--offline", "--keep", "20260101T000000"])
        .expect(2);
    assert!(ran.stderr.contains("is on no branch of its own"), "{}", ran.stderr);
    let ran = project
        .run(&["rebase", "--offline", "--move", "20990101T000000"])
        .expect(2);
    assert!(
        ran.stderr.contains("there is no migration 20990101T000000"),
        "{}",
        ran.stderr
    );
}

#[test]
fn what_a_database_has_never_moves() {
    let project = two_branches(&[AGE], &[CITY]);
    let ours = databases_of(&project, "main");
    merge(&project);
    for live in &ours {
        let url = live.url();
        let before = project.files();
        let ran = project.run(&["rebase", "--url", &url, "--move", OURS]).expect(2);
        assert!(
            ran.stderr
                .contains("`20260103T000000_add_user_age` is applied in the database, so it cannot be made again"),
            "{}",
            ran.stderr
        );
        assert!(
            ran.stderr.contains("codegen rebase --keep 20260103T000000"),
            "{}",
            ran.stderr
        );
        assert_eq!(project.files(), before);
        // Without being told, it moves the other one.
        let json = project
            .run(&["rebase", "--url", &url, "--dry-run", "--json"])
            .expect(0)
            .json();
        assert_eq!(moved(&json), ["20260102T000000_add_user_city"; 2]);
    }
    project.run(&["rebase", "--url", &ours[0].url()]).expect(0);
    for live in &ours {
        live.migrate(project.path(), &["up"]);
        assert_complete(&project, live);
    }
    let nowhere = "postgres://me:hunter2@127.0.0.1:1/none";
    let ran = project.run(&["rebase", "--url", nowhere]).expect(3);
    assert!(
        ran.stderr.contains("--offline") && !ran.stderr.contains("hunter2"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_database_with_both_is_told() {
    let project = two_branches(&[AGE], &[CITY]);
    let live = Live::new(DialectName::Sqlite);
    live.migrate(project.path(), &["up"]);
    // As somebody would who forces it.
    live.run_script(
        "INSERT INTO _tablesmith_migrations SELECT '20260102T000000', 'add_user_city', hash, step_hashes, batch, step, \
         state, applied_at, duration_ms, tool_version, applied_by FROM _tablesmith_migrations LIMIT 1",
    );
    merge(&project);
    let ran = project.run(&["rebase", "--url", &live.url()]).expect(2);
    assert!(
        ran.stderr.contains("the database has migrations of all branches"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_rename_there_and_a_change_here_keep_the_rows() {
    let renamed = (
        "bio = { type = \"text\", nullable = true }",
        "about = { type = \"text\", nullable = true, renamed_from = \"bio\" }",
    );
    let indexed = (
        "# first table",
        "[[table.user.index]]\nname = \"user_bio\"\ncolumns = [\"bio\"]",
    );
    let project = two_branches(&[indexed], &[renamed]);
    let theirs = databases_of(&project, "theirs");
    merge(&project);
    // The index names a column that is gone: the person who merges says so.
    let ran = project.run(&["rebase", "--offline"]).expect(2);
    assert!(ran.stderr.contains("schema.toml"), "{}", ran.stderr);
    project.edit(&[("columns = [\"bio\"]", "columns = [\"about\"]")]);
    project.run(&["rebase", "--offline"]).expect(0);
    project.run(&["check"]).expect(0);
    for live in &theirs {
        live.migrate(project.path(), &["up"]);
        assert_complete(&project, live);
        assert_eq!(
            live.query("SELECT about FROM \"user\" ORDER BY id"),
            [vec![Some("first".to_owned())], vec![None]]
        );
    }
}

#[test]
fn a_rename_here_and_a_change_there_keep_the_rows() {
    let renamed = (
        "bio = { type = \"text\", nullable = true }",
        "about = { type = \"text\", nullable = true, renamed_from = \"bio\" }",
    );
    let project = two_branches(&[renamed], &[CITY]);
    let theirs = databases_of(&project, "theirs");
    merge(&project);
    let ran = project.run(&["rebase", "--offline"]).expect(0);
    assert!(ran.stdout.contains("rename column user.bio"), "{}", ran.stdout);
    project.run(&["check"]).expect(0);
    for live in &theirs {
        live.migrate(project.path(), &["up"]);
        assert_complete(&project, live);
        assert_eq!(
            live.query("SELECT about FROM \"user\" ORDER BY id"),
            [vec![Some("first".to_owned())], vec![None]]
        );
        live.migrate(project.path(), &["down"]);
        assert_eq!(people(live).len(), 2);
    }
}

#[test]
fn a_fact_that_both_changed_is_what_the_schema_says() {
    let here = ("name = \"text\"", "name = { type = \"varchar(80)\", nullable = true }");
    let there = ("name = \"text\"", "name = \"varchar(200)\"");
    let project = two_branches(&[here], &[there]);
    let theirs = databases_of(&project, "theirs");
    git(&project, &["merge", "theirs"]).expect(1);
    // The schema itself is in conflict here: nothing can be done before a person has settled it.
    let ran = project.run(&["rebase", "--offline"]).expect(2);
    assert!(ran.stderr.contains("schema.toml"), "{}", ran.stderr);
    let text = project.read("schema.toml");
    let start = text.find("<<<<<<<").expect("a mark");
    let end = text.find(">>>>>>> theirs").expect("a mark") + ">>>>>>> theirs".len();
    let settled = format!(
        "{}name = {{ type = \"varchar(120)\", nullable = true }}{}",
        &text[..start],
        &text[end..]
    );
    project.write("schema.toml", &settled);
    // The narrowing was allowed when ours was made first.
    let ran = project.run(&["rebase", "--offline"]).expect(0);
    assert!(
        ran.stdout
            .contains("as schema.toml says, table user, column name, type: "),
        "{}",
        ran.stdout
    );
    project.run(&["check"]).expect(0);
    for live in &theirs {
        live.migrate(project.path(), &["up"]);
        assert_complete(&project, live);
    }
}

#[test]
fn the_same_change_on_both_branches_is_made_once() {
    let project = two_branches(&[CITY], &[CITY]);
    let theirs = databases_of(&project, "theirs");
    git(&project, &["merge", "theirs"]).expect(1);
    let ran = project.run(&["rebase", "--offline"]).expect(0);
    assert!(
        ran.stdout
            .contains("moved postgres/20260103T000000_add_user_city away: the other branch does all that it did"),
        "{}",
        ran.stdout
    );
    project.run(&["check"]).expect(0);
    for live in &theirs {
        live.migrate(project.path(), &["up"]);
        assert_complete(&project, live);
    }
}

#[test]
fn a_chain_moves_as_a_whole() {
    let project = two_branches(&[AGE], &[CITY]);
    project.edit(&[(
        "age = { type = \"integer\"",
        "years = { type = \"bigint\", renamed_from = \"age\"",
    )]);
    project.run(&["generate", "--id", "20260104T000000"]).expect(0);
    commit(&project);
    let theirs = databases_of(&project, "theirs");
    merge(&project);
    let json = project.run(&["rebase", "--offline", "--json"]).expect(0).json();
    assert_eq!(json["moved"].as_array().map(Vec::len), Some(4));
    project.run(&["check"]).expect(0);
    for live in &theirs {
        live.migrate(project.path(), &["up"]);
        assert_complete(&project, live);
    }
}

#[test]
fn nothing_to_rebase() {
    let project = super::repository::repository();
    let before = project.files();
    insta::assert_snapshot!(project.run(&["rebase"]).seen(), @"
    exit code 0
    --- stdout
    nothing to rebase
    ");
    assert_eq!(project.files(), before);
}

#[test]
fn values_of_an_enum_from_both_branches() {
    let project = Project::new(
        &super::repository::SCHEMA.replace(
            "[table.user.columns]\n",
            "[enum.mood]\nvalues = [\"good\",\n#\n#\n\"bad\"]\n[table.user.columns]\nmood = { type = \"mood\", default = \"good\" }\n",
        ),
    );
    project.run(&["generate", "--id", super::repository::FIRST]).expect(0);
    git(&project, &["init", "-q", "-b", "main"]).expect(0);
    commit(&project);
    git(&project, &["checkout", "-q", "-b", "theirs"]).expect(0);
    project.edit(&[("[\"good\",", "[\"best\", \"good\",")]);
    project.run(&["generate", "--id", THEIRS]).expect(0);
    commit(&project);
    git(&project, &["checkout", "-q", "main"]).expect(0);
    project.edit(&[("\"bad\"]", "\"bad\", \"worst\"]")]);
    project.run(&["generate", "--id", OURS]).expect(0);
    commit(&project);
    let theirs = databases_of(&project, "theirs");
    merge(&project);
    project.run(&["rebase", "--offline"]).expect(0);
    project.run(&["check"]).expect(0);
    for live in &theirs {
        live.migrate(project.path(), &["up"]);
        assert_complete(&project, live);
        live.run_script("INSERT INTO \"user\" (id, name, mood) VALUES (3, 'Eve', 'worst'), (4, 'Joe', 'best')");
    }
}

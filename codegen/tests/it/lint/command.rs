//! `codegen lint`: what it looks at, how it prints, how it ends.

use codegen::dialect::DialectName;

use crate::command::{DEMO, Project};

fn project() -> Project {
    let project = Project::new(DEMO);
    project.run(&["generate", "--id", "20260101T000000"]).expect(0);
    project
}

const SCHEMA: &str = r#"[database]
name = "small"
dialects = ["postgres"]

[table.user.columns]
id = { type = "text", default = "nanoid()", primary_key = true }
name = "text"
bio = { type = "text", nullable = true }
"#;

#[test]
fn what_generate_writes_is_clean() {
    let project = project();
    let ran = project.run(&["lint", "--severity", "JSON_COLUMN=off"]).expect(0);
    assert_eq!(ran.stdout, "2 files: nothing found\n");
    // On SQLite a rebuild, one of a parent with its children, rows filled, an index replaced.
    let edits = [
        ("color   = { type = \"varchar(7)\"", "color   = { type = \"varchar(9)\""),
        (
            "image          = { type = \"text\", nullable = true",
            "image          = { type = \"text\", nullable = true, check = \"length(image) > 3\"",
        ),
        (
            "channel              = { type = \"text\", nullable = true }",
            "channel              = { type = \"text\", backfill = \"'none'\" }",
        ),
        (
            "columns = [\"user_id\", \"created_at desc\"]",
            "columns = [\"user_id\", \"created_at\"]",
        ),
    ];
    for (day, edit) in (2..).zip(edits) {
        project.edit(&[edit]);
        project
            .run(&["generate", "--id", &format!("202601{day:02}T000000")])
            .expect(0);
        let ran = project.run(&["lint", "--latest", "--dialect", "sqlite"]);
        assert_eq!(ran.stdout, "1 file: nothing found\n", "{edit:?}");
    }
}

#[test]
fn a_file_is_shown_with_its_line_underlined() {
    let project = Project::new(SCHEMA);
    project.write(
        "deploy.sql",
        "SET lock_timeout = '1s';\n\nCREATE INDEX user_name_idx\n    ON \"user\" (name);\n",
    );
    insta::assert_snapshot!(project.run(&["lint", "deploy.sql"]).seen(), @"
    exit code 1
    --- stdout
    warning[INDEX_BLOCKS_WRITES]: building this index stops every write to user until it is done
     --> deploy.sql:3:1
      |
    3 | CREATE INDEX user_name_idx
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = note: it holds a SHARE lock
      = help: write CREATE INDEX CONCURRENTLY, outside of a transaction

    1 file: 1 warning
    ");
}

#[test]
fn a_migration_knows_the_schema_before_it() {
    let project = Project::new(SCHEMA);
    project.run(&["generate", "--id", "20260101T000000"]).expect(0);
    project
        .run(&["generate", "--empty", "--name", "by_hand", "--id", "20260102T000000"])
        .expect(0);
    let file = "generated/migrations/postgres/20260102T000000_by_hand/up.sql";
    project.write(
        file,
        "ALTER TABLE \"user\" ALTER COLUMN name SET NOT NULL;\nALTER TABLE \"user\" ALTER COLUMN bio TYPE varchar;\n\
         ALTER TABLE \"user\" ALTER COLUMN bio SET NOT NULL;\n",
    );
    // name is NOT NULL already, and text to varchar is nothing.
    for target in ["20260102T000000", "20260102T000000_by_hand", file] {
        let ran = project.run(&["lint", target, "--json"]).expect(1);
        let findings = ran.json()["findings"].clone();
        assert_eq!(findings.as_array().map(Vec::len), Some(1), "{findings}");
        assert_eq!(findings[0]["code"], "NOT_NULL_SCANS");
        assert_eq!(findings[0]["line"], 3);
        assert_eq!(findings[0]["lock"], "access_exclusive");
        assert_eq!(findings[0]["migration"], "20260102T000000_by_hand");
    }
    project.run(&["lint", "20260101T000000"]).expect(0);
    project.run(&["lint", "--latest"]).expect(1);
    project.run(&["lint"]).expect(1);
    project.run(&["lint", "--severity", "NOT_NULL_SCANS=note"]).expect(0);
    project.run(&["lint", "--severity", "NOT_NULL_SCANS=off"]).expect(0);
    // A folder is all that is in it, but for the ways down.
    let ran = project.run(&["lint", "generated", "--json"]).expect(1);
    assert_eq!(ran.json()["files"], 2);
    // The way down of the first drops the table.
    let ran = project.run(&["lint", "--down", "20260101T000000"]).expect(1);
    assert!(ran.stdout.contains("DROP_TABLE"), "{}", ran.stdout);
}

#[test]
fn programs_get_what_they_understand() {
    let project = Project::new(SCHEMA);
    project.write(
        "a,b.sql",
        "DROP TABLE a; -- lint:allow DROP_TABLE 100 % unused\nDROP TABLE \"ü\"; SELECT 1;\n",
    );
    let ran = project
        .run(&[
            "lint",
            "a,b.sql",
            "--format",
            "github",
            "--severity",
            "NO_LOCK_TIMEOUT=off",
        ])
        .expect(1);
    insta::assert_snapshot!(ran.stdout, @"::warning file=a%2Cb.sql,line=2,endLine=2,col=1,endColumn=15,title=DROP_TABLE::the rows of ü are lost, and code that still asks for it fails%0Arun this when no deployed code uses the table any more, and allow it with the reason");
    let sarif = project
        .run(&[
            "lint",
            "a,b.sql",
            "--format",
            "sarif",
            "--severity",
            "NO_LOCK_TIMEOUT=off",
        ])
        .expect(1)
        .json();
    assert_eq!(sarif["version"], "2.1.0");
    let results = sarif["runs"][0]["results"].as_array().expect("a list");
    assert_eq!(results.len(), 2);
    assert_eq!(results[0]["suppressions"][0]["justification"], "100 % unused");
    assert_eq!(results[1]["ruleId"], "DROP_TABLE");
    let region = &results[1]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(
        (region["startLine"].as_u64(), region["endColumn"].as_u64()),
        (Some(2), Some(15))
    );
    let index = results[1]["ruleIndex"].as_u64().expect("a number");
    assert_eq!(
        sarif["runs"][0]["tool"]["driver"]["rules"][usize::try_from(index).expect("small")]["id"],
        "DROP_TABLE"
    );
    let json = project
        .run(&[
            "lint",
            "a,b.sql",
            "--format",
            "json",
            "--severity",
            "NO_LOCK_TIMEOUT=off",
        ])
        .expect(1)
        .json();
    assert_eq!(json["counts"]["allowed"], 1);
    assert_eq!(json["counts"]["warning"], 1);
}

#[test]
fn wrong_use_is_refused() {
    let project = Project::new(SCHEMA);
    project.write("a.sql", "SELECT 1;");
    for arguments in [
        &["lint", "nothing.sql"][..],
        &["lint", "20300101T000000"],
        &["lint", "a.sql", "--severity", "DROP_TABEL=off"],
        &["lint", "a.sql", "--severity", "DROP_TABLE=bad"],
        &["lint", "a.sql", "--severity", "DROP_TABLE"],
        &["lint", "a.sql", "--format", "xml"],
        &["lint", "a.sql", "--format", "sarif", "--json"],
        &["lint", "a.sql", "--latest"],
        &["lint", "--dialect", "mysql"],
        &["lint", "--dialect", "sqlite"],
    ] {
        let ran = project.run(arguments).expect(2);
        assert_eq!(ran.stdout, "", "{arguments:?}");
    }
    // Without a schema a file needs a dialect, said or in its path.
    let elsewhere = tempfile::tempdir().expect("a temporary folder can be made");
    std::fs::create_dir(elsewhere.path().join("sqlite")).expect("folders can be made");
    let files = [elsewhere.path().join("a.sql"), elsewhere.path().join("sqlite/a.sql")];
    for file in &files {
        std::fs::write(file, "SELECT 1;").expect("files can be written");
    }
    let run = |arguments: &[&str]| {
        std::process::Command::new(env!("CARGO_BIN_EXE_codegen"))
            .args(arguments)
            .current_dir(elsewhere.path())
            .output()
            .expect("codegen runs")
            .status
            .code()
    };
    assert_eq!(run(&["lint", "a.sql"]), Some(2));
    assert_eq!(
        run(&["lint", "a.sql", "--dialect", DialectName::Postgres.as_str()]),
        Some(0)
    );
    assert_eq!(run(&["lint", "sqlite/a.sql"]), Some(0));
    assert_eq!(run(&["lint", "sqlite"]), Some(0));
    std::fs::create_dir(elsewhere.path().join("empty")).expect("folders can be made");
    assert_eq!(run(&["lint", "empty"]), Some(2));
}

#[test]
fn the_schema_says_what_is_looked_for() {
    let project = Project::new(&format!(
        "{SCHEMA}\n[lint]\nallow = [\"NO_LOCK_TIMEOUT\"]\nseverity = {{ DROP_TABLE = \"note\" }}\n"
    ));
    project.write("a.sql", "ALTER TABLE a ADD COLUMN b text;\nDROP TABLE c;\n");
    let ran = project.run(&["lint", "a.sql"]).expect(0);
    assert!(
        ran.stdout.contains("note[DROP_TABLE]") && ran.stdout.ends_with("1 file: 1 note\n"),
        "{}",
        ran.stdout
    );
    // The command line has the last word.
    project
        .run(&["lint", "a.sql", "--severity", "DROP_TABLE=error"])
        .expect(1);

    project.run(&["generate", "--id", "20260101T000000"]).expect(0);
    project.edit(&[("allow =", "after = \"20260101T000000\"\nallow =")]);
    assert_eq!(project.run(&["lint"]).expect(0).stdout, "0 files: nothing found\n");

    project.edit(&[("NO_LOCK_TIMEOUT", "NO_LOCK_TIMEOUTS"), ("\"note\"", "\"info\"")]);
    for command in ["lint", "generate", "check"] {
        let ran = project.run(&[command]).expect(2);
        assert!(ran.stderr.contains("did you mean `NO_LOCK_TIMEOUT`?"), "{}", ran.stderr);
        assert!(ran.stderr.contains("`DROP_TABLE` cannot be `info`"), "{}", ran.stderr);
    }
}

#[test]
fn generate_says_what_its_migration_does() {
    let project = Project::new(SCHEMA);
    let ran = project.run(&["generate", "--id", "20260101T000000"]).expect(0);
    assert!(!ran.stderr.contains("warning["), "{}", ran.stderr);
    project.edit(&[(
        "name = \"text\"",
        "title = { type = \"text\", renamed_from = \"name\" }",
    )]);
    let ran = project
        .run(&["generate", "--id", "20260102T000000", "--dry-run"])
        .expect(0);
    assert!(ran.stderr.contains("warning[RENAMED_COLUMN]"), "{}", ran.stderr);
    let ran = project
        .run(&["generate", "--id", "20260102T000000", "--quiet"])
        .expect(0);
    assert!(!ran.stderr.contains("warning["), "{}", ran.stderr);
    // That a column goes was asked for.
    project.edit(&[("bio = { type = \"text\", nullable = true }", "")]);
    let ran = project
        .run(&["generate", "--allow", "drop-column:user.bio", "--id", "20260103T000000"])
        .expect(0);
    assert!(!ran.stderr.contains("warning["), "{}", ran.stderr);
}

//! Bad input: a clear diagnostic, exit code 2, not a byte changed.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use codegen::dialect::DialectName;

use crate::command::{Project, Ran};

/// A small schema that is in order, for what is to be broken.
const SMALL: &str = r#"
[database]
name = "small"
dialects = ["sqlite", "postgres"]

[enum.color]
values = ["red", "green"]

[table.user.columns]
id = { type = "text", default = "nanoid()", primary_key = true }
name = "text"
favourite = { type = "color", default = "red" }
"#;

/// Runs generate on a project that has a history already, with a schema that is not in order.
fn refuses(schema: &str, says: &[&str]) {
    let project = Project::new(SMALL);
    project.run(&["generate"]).expect(0);
    project.write("schema.toml", schema);
    refused(&project, &["generate"], says);
    refused(&project, &["check"], says);
}

fn refused(project: &Project, arguments: &[&str], says: &[&str]) {
    let before = project.files();
    let ran = project.run(arguments).expect(2);
    for text in says {
        assert!(ran.stderr.contains(text), "{text:?} is not said in:\n{}", ran.stderr);
    }
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    assert_eq!(project.files(), before, "files were changed");
}

fn with(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from));
    SMALL.replacen(from, to, 1)
}

#[test]
fn broken_toml() {
    refuses(&with("name = \"text\"", "name = \"text"), &["error[TS", "schema.toml:"]);
}

#[test]
fn unknown_key() {
    refuses(
        &with("name = \"text\"", "name = { typ = \"text\" }"),
        &["`typ`", "type"],
    );
}

#[test]
fn unknown_type() {
    refuses(&with("name = \"text\"", "name = \"txet\""), &["`txet`", "text"]);
}

#[test]
fn unknown_table_and_column() {
    let schema = format!(
        "{SMALL}\n[table.post.columns]\nid = {{ type = \"text\", primary_key = true }}\nuser_id = {{ references = \"usr\" }}\n[[table.post.index]]\ncolumns = [\"titel\"]\n"
    );
    refuses(&schema, &["`usr`", "did you mean `user`", "`titel`"]);
}

#[test]
fn duplicate_names() {
    refuses(
        &format!("{SMALL}\n[table.person]\ntable = \"user\"\n[table.person.columns]\nid = \"text\"\n"),
        &["user"],
    );
}

#[test]
fn two_errors_at_once() {
    refuses(
        &with("name = \"text\"", "name = \"txet\"\nage = \"integre\""),
        &["`txet`", "`integre`"],
    );
}

#[test]
fn include_cycle() {
    let project = Project::new(SMALL);
    project.run(&["generate"]).expect(0);
    project.write("schema.toml", &format!("{SMALL}\n[generate]\ninclude = [\"a.toml\"]\n"));
    project.write("a.toml", "[generate]\ninclude = [\"schema.toml\"]\n");
    refused(&project, &["generate"], &["a.toml"]);
}

#[test]
fn default_of_the_wrong_type() {
    refuses(
        &with("name = \"text\"", "age = { type = \"integer\", default = \"old\" }"),
        &["old"],
    );
}

#[test]
fn enum_without_values() {
    refuses(&with("[\"red\", \"green\"]", "[]"), &["`values`", "schema.toml:7"]);
}

#[test]
fn authored_name_of_200_bytes() {
    let name = "n".repeat(200);
    refuses(
        &format!("{SMALL}\n[[table.user.index]]\nname = \"{name}\"\ncolumns = [\"name\"]\n"),
        &["63"],
    );
}

#[test]
fn feature_that_one_dialect_lacks() {
    refuses(&with("name = \"text\"", "search = \"tsvector\""), &["tsvector", "only"]);
}

#[test]
fn later_features_are_errors() {
    refuses(&format!("{SMALL}\n[view.names]\nsql = \"select 1\"\n"), &["view"]);
}

#[test]
fn empty_file() {
    refuses("", &["schema.toml"]);
}

#[test]
fn folder_instead_of_a_file() {
    let project = Project::new(SMALL);
    fs::create_dir(project.path().join("folder.toml")).expect("a folder can be made");
    refused(&project, &["generate", "--schema", "folder.toml"], &["folder.toml"]);
}

#[test]
fn missing_file() {
    let project = Project::new(SMALL);
    refused(&project, &["generate", "--schema", "nowhere.toml"], &["nowhere.toml"]);
}

#[test]
fn folder_where_a_model_belongs() {
    let project = Project::new(SMALL);
    fs::create_dir_all(project.path().join("generated/src/user.rs")).expect("a folder can be made");
    refused(&project, &["generate"], &["user.rs"]);
}

#[test]
fn file_of_another_hand_where_a_model_belongs() {
    let project = Project::new(SMALL);
    project.write("generated/src/user.rs", "pub struct Mine;\n");
    refused(&project, &["generate"], &["user.rs"]);
}

#[test]
fn history_edited_by_hand() {
    let project = Project::new(SMALL);
    project.run(&["generate"]).expect(0);
    let migration = project.migrations(DialectName::Sqlite).remove(0);
    let file = format!("generated/migrations/sqlite/{migration}/up.sql");
    project.write(&file, &format!("{}\nSELECT 1;\n", project.read(&file)));
    refused(&project, &["generate"], &[&migration, "migrate hash"]);
}

#[test]
fn snapshot_from_a_newer_version() {
    let project = Project::new(SMALL);
    project.run(&["generate"]).expect(0);
    let file = "generated/migrations/sqlite/snapshot.json";
    let text = project.read(file);
    assert!(text.contains("\"format\": 1"), "{text}");
    project.write(file, &text.replacen("\"format\": 1", "\"format\": 999", 1));
    project.edit(&[(
        "name = \"text\"",
        "name = \"text\"\nage = { type = \"integer\", nullable = true }",
    )]);
    refused(&project, &["generate"], &["999"]);
}

#[test]
fn full_disk() {
    let project = Project::new(SMALL);
    project.run(&["generate"]).expect(0);
    project.edit(&[(
        "name = \"text\"",
        "name = \"text\"\nage = { type = \"integer\", nullable = true }",
    )]);
    let before = project.files();
    // A limit on the size of files is met like a full disk: writing fails in the middle.
    let ran = Command::new("bash")
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 1; exec \"$0\" generate",
            env!("CARGO_BIN_EXE_codegen"),
        ])
        .current_dir(project.path())
        .output()
        .expect("bash runs");
    let stderr = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("nothing was written"), "{stderr}");
    assert_eq!(project.files(), before);
}

#[test]
fn no_write_permission() {
    let project = Project::new(SMALL);
    project.run(&["generate"]).expect(0);
    project.edit(&[(
        "name = \"text\"",
        "name = \"text\"\nage = { type = \"integer\", nullable = true }",
    )]);
    let before = project.files();
    let folder = project.path().join("generated/migrations/sqlite");
    // Root may write anywhere, so the command runs as somebody who may read only.
    let reader = Reader::new(&project);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).expect("permissions can be set");
    let ran = reader.generate();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("permissions can be set");
    let ran = ran.expect(2);
    assert!(ran.stderr.contains("nothing was written"), "{}", ran.stderr);
    assert_eq!(project.files(), before);
}

/// Somebody who may read a project, and write nothing in it where folders say so: `nobody` when the tests run as root,
/// else the user itself.
struct Reader<'a> {
    project: &'a Project,
    /// The program, where `nobody` can reach it.
    copy: Option<tempfile::TempDir>,
}

impl<'a> Reader<'a> {
    fn new(project: &'a Project) -> Self {
        let id = Command::new("id").arg("-u").output().expect("id runs");
        let copy = (id.stdout == b"0\n").then(|| {
            let folder = tempfile::tempdir().expect("a temporary folder can be made");
            for folder in [folder.path(), project.path()] {
                fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).expect("permissions can be set");
            }
            let copy = folder.path().join("codegen");
            fs::copy(env!("CARGO_BIN_EXE_codegen"), copy).expect("the program can be copied");
            folder
        });
        Self { project, copy }
    }

    fn generate(&self) -> Ran {
        let mut command = match &self.copy {
            Some(folder) => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid", "65534", "--clear-groups", "--regid", "65534"]);
                command.arg(folder.path().join("codegen"));
                command
            }
            None => Command::new(env!("CARGO_BIN_EXE_codegen")),
        };
        command.arg("generate").current_dir(self.project.path());
        command.output().expect("the command runs").into()
    }
}

#[test]
fn reserved_words_and_hostile_names_work() {
    let project = Project::new(
        r#"
[database]
name = "odd"
dialects = ["sqlite", "postgres"]

[table.select.columns]
id = { type = "bigint", primary_key = true }
order = { type = "text", unique = true }
type = { type = "text", nullable = true }
hostile = { type = "text", column = "\"; drop table user; --" }

[table.hostile]
table = "\"; drop table user; --"
[table.hostile.columns]
id = { type = "text", primary_key = true }
select_id = { references = "select" }
"#,
    );
    project.run(&["generate"]).expect(0);
    for dialect in DialectName::ALL {
        let live = crate::live::Live::new(dialect);
        project.run(&["migrate", "up", "--url", &live.url()]).expect(0);
        live.load(&[
            r#"INSERT INTO "select" ("id", "order", """; drop table user; --") VALUES (1, 'x', 'y')"#.to_owned(),
            r#"INSERT INTO """; drop table user; --" ("id", "select_id") VALUES ('a', 1)"#.to_owned(),
        ]);
        assert_eq!(
            live.rows(r#""select""#, &["\"order\"".to_owned()]),
            [[Some("x".to_owned())]]
        );
    }
}

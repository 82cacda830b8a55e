//! Between the two migrations.

use codegen::dialect::DialectName;

use super::{generate, in_order, live, project, proving, schema, told};

const BEFORE: &str = "name = \"text\"\nbio = { type = \"text\", nullable = true }";
const AFTER: &str =
    "full_name = { type = \"text\", renamed_from = \"name\" }\nbio = { type = \"text\", nullable = true }";

fn expanded() -> crate::command::Project {
    let project = project(BEFORE);
    project.write("schema.toml", &schema(AFTER));
    generate(&project, "20260102T000000", &["--phased"]).expect(0);
    project
}

#[test]
fn plain_runs_keep_it_open_and_make_other_changes() {
    let project = expanded();
    for arguments in [&["generate"][..], &["generate", "--check"], &["generate", "--phased"]] {
        let files = project.files();
        let ran = proving(&project, arguments).expect(0);
        assert_eq!(ran.stdout, "nothing changed\n");
        assert!(
            ran.stderr.contains("person.name stands beside full_name"),
            "{}",
            ran.stderr
        );
        assert_eq!(project.files(), files);
    }
    assert!(project.run(&["check"]).expect(0).stdout.contains("in order"));

    // Without the hint, which has acted, and with changes beside it.
    let wider =
        "full_name = { type = \"text\", unique = true }\nbio = \"text\"\nage = { type = \"integer\", nullable = true }";
    project.write("schema.toml", &schema(wider));
    let ran = generate(&project, "20260103T000000", &[]).expect(0);
    for line in ["add column person.age", "add unique person_full_name_key"] {
        assert!(ran.stdout.contains(line), "{}", ran.stdout);
    }
    assert!(!ran.stdout.contains("drop"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("not proved"), "{}", ran.stdout);

    let verified = proving(&project, &["verify"]).expect(0);
    assert!(
        verified.stdout.contains("sqlite: 3 migrations verified"),
        "{}",
        verified.stdout
    );
    assert!(
        verified.stdout.contains("postgres: 3 migrations verified"),
        "{}",
        verified.stdout
    );
    for dialect in DialectName::ALL {
        let live = live(&project, dialect);
        in_order(&project, &live);
        live.run_script("INSERT INTO person (id, name, bio) VALUES (1, 'ada', 'x')");
        assert_eq!(told(&live, "SELECT full_name FROM person"), "ada");
    }

    generate(&project, "20260104T000000", &["--contract"]).expect(0);
    let verified = proving(&project, &["verify"]).expect(0);
    assert!(
        verified.stdout.contains("postgres: 4 migrations verified"),
        "{}",
        verified.stdout
    );
    for dialect in DialectName::ALL {
        in_order(&project, &live(&project, dialect));
    }
}

#[test]
fn two_expansions_one_after_the_other_end_together() {
    let project = expanded();
    project.write(
        "schema.toml",
        &schema("full_name = \"text\"\nabout = { type = \"text\", nullable = true, renamed_from = \"bio\" }"),
    );
    generate(&project, "20260103T000000", &["--phased"]).expect(0);
    let ran = project.run(&["generate", "--json", "--dry-run"]).expect(0);
    assert_eq!(
        ran.json()["open"].as_array().map(Vec::len),
        Some(4),
        "two in each database"
    );
    for dialect in DialectName::ALL {
        let live = live(&project, dialect);
        live.run_script("INSERT INTO person (id, name, about) VALUES (1, 'ada', 'x')");
        assert_eq!(
            told(&live, "SELECT name, full_name, bio, about FROM person"),
            "ada,ada,x,x"
        );
    }
    generate(&project, "20260104T000000", &["--contract"]).expect(0);
    for dialect in DialectName::ALL {
        in_order(&project, &live(&project, dialect));
    }
}

#[test]
fn columns_in_the_midst_of_it_are_left_alone() {
    let cases = [
        (
            "other = { type = \"text\", renamed_from = \"full_name\" }",
            "goes or gets another name",
        ),
        (
            "bio = { type = \"text\", nullable = true }",
            "goes or gets another name",
        ),
        ("full_name = \"integer\"", "gets another type"),
        ("full_name = \"text\"\nname = \"text\"", "the schema has it again"),
    ];
    let project = expanded();
    for (columns, reason) in cases {
        project.write("schema.toml", &schema(columns));
        for command in [
            &["generate", "--allow-data-loss"][..],
            &["check"],
            &["generate", "--contract"],
        ] {
            let ran = proving(&project, command).expect(2);
            assert!(ran.stderr.contains(reason), "{columns}\n{}", ran.stderr);
        }
    }
    project.write("schema.toml", &schema(AFTER));
    generate(&project, "20260103T000000", &["--contract"]).expect(0);
}

#[test]
fn an_applied_expansion_is_refused_nothing_by_what_comes_of_a_hand() {
    // A view and a trigger of somebody's own are no part of what is compared.
    let project = expanded();
    for dialect in DialectName::ALL {
        let live = live(&project, dialect);
        live.run_script("CREATE VIEW mine AS SELECT id, bio FROM person");
        in_order(&project, &live);
    }
}

//! What cannot be made in two phases, and why.

use super::{generate, project, schema};

#[test]
fn what_cannot_stand_side_by_side_is_refused_with_its_reason() {
    let cases = [
        (
            "a = { type = \"integer\", nullable = true }",
            "a = { type = \"text\", nullable = true }",
            "column = \"a_text\"",
        ),
        (
            "a = { type = \"text\", generated = \"'x'\" }",
            "b = { type = \"text\", generated = \"'x'\", renamed_from = \"a\" }",
            "it is computed",
        ),
        (
            "a = \"text\"\nc = { type = \"text\", generated = \"a || '!'\", }",
            "b = { type = \"text\", renamed_from = \"a\" }\nc = { type = \"text\", generated = \"b || '!'\" }",
            "c is computed from it",
        ),
        (
            "a = \"text\"",
            "b = { type = \"integer\", renamed_from = \"a\", using = \"length(b)\" }",
            "say beside it with `using_back`",
        ),
        (
            "a = { type = \"text\", nullable = true, default = \"x\" }",
            "b = { type = \"text\", nullable = true, default = \"x\", renamed_from = \"a\" }",
            "a NULL that newer code writes",
        ),
        (
            "a = \"integer\"\nc = { type = \"integer\", check = \"c > a\" }",
            "b = { type = \"integer\", renamed_from = \"a\" }\nc = { type = \"integer\", check = \"c > b\" }",
            "compares it with other columns",
        ),
        (
            "a = \"text\"\nc = \"text\"\n[[table.person.unique]]\ncolumns = [\"a\", \"c\"]",
            "b = { type = \"text\", renamed_from = \"a\" }\nc = \"text\"\n[[table.person.unique]]\ncolumns = [\"b\", \"c\"]",
            "would see rows in which only one of the two has its new value",
        ),
        (
            "a = { type = \"integer\", unique = true }\nc = { type = \"integer\", nullable = true }\n\
             [[table.person.foreign_key]]\ncolumns = [\"c\"]\nreferences = { table = \"person\", columns = [\"a\"] }",
            "b = { type = \"integer\", unique = true, renamed_from = \"a\" }\nc = { type = \"integer\", nullable = true }\n\
             [[table.person.foreign_key]]\ncolumns = [\"c\"]\nreferences = { table = \"person\", columns = [\"b\"] }",
            "points at it",
        ),
        (
            "a = \"state\"\n[enum.state]\nvalues = [\"x\", \"y\"]",
            "b = { type = \"state\", renamed_from = \"a\" }\n[enum.state]\nvalues = [\"x\", \"y\", \"z\"]",
            "its enum state changes in the same run",
        ),
        (
            "a = \"text\"\nb = \"text\"",
            "b = { type = \"text\", renamed_from = \"a\" }\na = { type = \"text\", renamed_from = \"b\" }",
            "names that are handed on",
        ),
        (
            "a = { type = \"text\", default = { sql = { postgres = \"md5(random()::text)\", sqlite = \"hex(randomblob(3))\" } } }",
            "b = { type = \"text\", renamed_from = \"a\", default = { sql = { postgres = \"md5(random()::text)\", sqlite = \"hex(randomblob(3))\" } } }",
            "its default differs from row to row",
        ),
    ];
    for (before, after, reason) in cases {
        let project = project(before);
        project.write("schema.toml", &schema(after));
        let files = project.files();
        let ran = generate(&project, "20260102T000000", &["--phased"]).expect(2);
        assert!(ran.stderr.contains(reason), "{after}\n{}", ran.stderr);
        assert!(ran.stderr.contains("nothing was written"), "{}", ran.stderr);
        assert_eq!(project.files(), files);
    }
}

#[test]
fn keys_and_tables_are_refused() {
    let project = project("a = \"text\"");
    let text = schema("a = \"text\"");
    project.write(
        "schema.toml",
        &text.replace("id = {", "key = { renamed_from = \"id\", "),
    );
    let ran = generate(&project, "20260102T000000", &["--phased"]).expect(2);
    assert!(ran.stderr.contains("part of the primary key"), "{}", ran.stderr);
    project.write(
        "schema.toml",
        &text.replace(
            "[table.person.columns]",
            "[table.human]\nrenamed_from = \"person\"\n[table.human.columns]",
        ),
    );
    let ran = generate(&project, "20260102T000000", &["--phased"]).expect(2);
    assert!(
        ran.stderr.contains("a table cannot stand under two names"),
        "{}",
        ran.stderr
    );
}

#[test]
fn what_needs_no_phases_is_made_at_once_and_said() {
    let project = project("a = { type = \"varchar(10)\", nullable = true }");
    project.write(
        "schema.toml",
        &schema("a = { type = \"varchar(20)\", nullable = true }\nb = { type = \"text\", nullable = true }"),
    );
    let ran = generate(&project, "20260102T000000", &["--phased"]).expect(0);
    assert!(
        ran.stderr.contains("nothing of this needs two phases"),
        "{}",
        ran.stderr
    );
    assert!(ran.stdout.contains("add column person.b"), "{}", ran.stdout);
    let ran = generate(&project, "20260103T000000", &["--contract"]).expect(2);
    assert!(ran.stderr.contains("nothing to contract"), "{}", ran.stderr);
    let ran = project.run(&["generate", "--contract", "--phased"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
}

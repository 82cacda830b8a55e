//! Views, functions and all other SQL of the author's, from schema.toml to a database.

use codegen::catalog::{Catalog, Dependency, ObjectName, SqlObject};
use codegen::diagnostic::{Diagnostics, Style, render};
use codegen::dialect::{DialectName, lower};
use codegen::source::Sources;
use codegen::{document, schema};

use crate::command::Project;

const BOTH: &str = "[database]\nname = \"shop\"\ndialects = [\"sqlite\", \"postgres\"]\n";

const USER: &str = r#"
[table.user.columns]
id = { type = "bigint", primary_key = true }
name = "text"
changes = { type = "integer", default = 0 }
"#;

/// The catalog of a schema, or what is told of it.
fn catalog(text: &str, dialect: DialectName) -> Result<Catalog, String> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::new());
    let read = |_: &std::path::Path| Ok(text.to_owned());
    let document = document::read("schema.toml".as_ref(), &read, &mut sources, &mut diagnostics);
    let schema = document.and_then(|document| schema::resolve(&document, &mut diagnostics));
    let told = render(&diagnostics, &sources, Style::Plain);
    schema
        .map(|schema| lower(&schema, dialect, &mut diagnostics).catalog)
        .ok_or(told)
}

fn postgres(text: &str) -> Catalog {
    let text = format!("{text}\n[database]\nname = \"shop\"\ndialects = [\"postgres\"]\n");
    catalog(&text, DialectName::Postgres).unwrap_or_else(|told| panic!("{told}"))
}

fn object<'a>(catalog: &'a Catalog, kind: &str, name: &str) -> &'a SqlObject {
    let mut objects = catalog.objects.values();
    let found = objects.find(|object| object.id.kind == kind && object.id.name.name == name);
    found.unwrap_or_else(|| panic!("there is no {kind} {name}"))
}

#[test]
fn an_object_needs_what_its_words_name() {
    let catalog = postgres(&format!(
        "{USER}{}",
        r#"
        [view.named]
        sql = "CREATE VIEW named AS SELECT id FROM \"user\" WHERE is_named(name)"
        [view.all_of_them]
        sql = "CREATE VIEW all_of_them AS SELECT n.id, u.* FROM \"user\" u, named n"
        [function.is_named]
        sql = "CREATE FUNCTION is_named(value text) RETURNS boolean LANGUAGE sql AS $$ SELECT value <> '' AND EXISTS (SELECT FROM named) $$"
        "#
    ));
    let user = || ObjectName::new("user");
    let column = |name: &str| Dependency::Column(user(), name.to_owned());
    let view = object(&catalog, "view", "named");
    let function = object(&catalog, "function", "is_named");
    assert_eq!(
        view.depends_on,
        [
            Dependency::Table(user()),
            column("id"),
            column("name"),
            Dependency::Object(function.id.clone())
        ]
        .into()
    );
    // The view needs the function, so that what the body of that names cannot be there before it.
    assert!(
        function.depends_on.is_empty() && function.follows.is_empty(),
        "{function:?}"
    );
    let all = object(&catalog, "view", "all_of_them");
    assert!(
        all.depends_on.contains(&column("changes")) && all.depends_on.contains(&Dependency::Object(view.id.clone()))
    );
}

#[test]
fn two_that_may_mean_each_other_are_no_circle() {
    let catalog = postgres(&format!(
        "{USER}{}",
        r#"
        [view.total]
        sql = "CREATE VIEW total AS SELECT count(*) AS report FROM \"user\""
        [view.report]
        sql = "CREATE VIEW report AS SELECT report AS total FROM total"
        "#
    ));
    let total = object(&catalog, "view", "total");
    let report = object(&catalog, "view", "report");
    assert!(total.objects().next().is_none(), "{total:?}");
    assert_eq!(report.objects().collect::<Vec<_>>(), [&total.id]);
}

#[test]
fn tables_need_what_their_sql_and_types_name() {
    let catalog = postgres(
        r#"
        [table.order]
        schema = "sales"
        [table.order.columns]
        id = { type = "bigint", default = { sql = "nextval('sales.number')" }, primary_key = true }
        state = "order_state"
        code = { type = "text", check = "is_code(code)" }
        [sequence.number]
        schema = "sales"
        sql = "CREATE SEQUENCE sales.number"
        [domain.order_state]
        name = "orderState"
        sql = "CREATE DOMAIN \"orderState\" AS text"
        [function.is_code]
        sql = "CREATE FUNCTION is_code(value text) RETURNS boolean LANGUAGE sql AS $$ SELECT value <> '' $$"
        [function.unused]
        sql = "CREATE FUNCTION unused() RETURNS boolean LANGUAGE sql AS $$ SELECT true $$"
        "#,
    );
    let needed = |kind: &str, name: &str| {
        let tables = object(&catalog, kind, name).needed_by.iter().map(ToString::to_string);
        tables.collect::<Vec<_>>()
    };
    assert_eq!(needed("sequence", "number"), ["sales.order"]);
    assert_eq!(needed("domain", "orderState"), ["sales.order"]);
    assert_eq!(needed("function", "is_code"), ["sales.order"]);
    assert!(needed("function", "unused").is_empty());
    assert_eq!(
        object(&catalog, "sequence", "number").take,
        "DROP SEQUENCE \"sales\".\"number\""
    );
}

#[test]
fn names_that_are_taken_and_kinds_that_are_not_there_are_told() {
    let told = |text: &str| catalog(&format!("{text}\n{BOTH}"), DialectName::Sqlite).expect_err("it is wrong");
    let table = told(&format!(
        "{USER}\n[view.people]\nname = \"user\"\nsql = 'CREATE VIEW \"user\" AS SELECT 1 AS one'"
    ));
    assert!(table.contains("TS0212") && table.contains("table `user`"), "{table}");
    let sequence = told("[sequence.number]\nsql = \"CREATE SEQUENCE number\"");
    assert!(
        sequence.contains("TS0407") && sequence.contains("only = \"postgres\""),
        "{sequence}"
    );
    assert!(sequence.contains("only = \"sqlite\""), "{sequence}");
    let domain = told(
        "[domain.code]\nonly = \"postgres\"\nsql = \"CREATE DOMAIN code AS text\"\n[table.a.columns]\nid = { type = \"code\", primary_key = true }",
    );
    assert!(domain.contains("TS0405"), "{domain}");
    let twice = told(
        "[view.a]\nsql = \"CREATE VIEW a AS SELECT 1 AS b\"\n[view.b]\nname = \"a\"\nsql = \"CREATE VIEW a AS SELECT 2 AS b\"",
    );
    assert!(twice.contains("TS0212"), "{twice}");
    let trigger = told(&format!(
        "{USER}\n[[table.user.trigger]]\nname = \"stamp\"\nsql = {{ sqlite = \"CREATE TRIGGER stamp AFTER INSERT ON user BEGIN SELECT 1; END\" }}"
    ));
    assert!(
        trigger.contains("TS0402") && trigger.contains("`postgres` is missing"),
        "{trigger}"
    );
}

const TRIGGER: &str = r#"
[[table.user.trigger]]
name = "count_changes"
sql = { postgres = 'CREATE TRIGGER count_changes BEFORE UPDATE ON "user" FOR EACH ROW EXECUTE FUNCTION count_changes()', sqlite = """
CREATE TRIGGER count_changes AFTER UPDATE ON "user" WHEN NEW.changes = OLD.changes
BEGIN
    UPDATE "user" SET changes = changes + 1 WHERE id = NEW.id;
END
""" }

[function.count_changes]
only = "postgres"
sql = "CREATE FUNCTION count_changes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.changes := OLD.changes + 1; RETURN NEW; END $$"

[view.changed]
sql = 'CREATE VIEW changed AS SELECT * FROM "user" WHERE changes > 0'
"#;

#[test]
fn what_is_written_once_is_made_once() {
    let project = Project::new(&format!("{BOTH}{USER}{TRIGGER}"));
    project.run(&["generate"]).expect(0);
    let files = project.files();
    let again = project.run(&["generate"]).expect(0);
    assert_eq!(project.files(), files, "{}", again.stdout);
    project.run(&["check"]).expect(0);
    // Space and comments are no difference.
    let spaced = TRIGGER.replace("SELECT * FROM", "SELECT  * /* all */ FROM");
    project.write("schema.toml", &format!("{BOTH}{USER}{spaced}"));
    let spaced = project.run(&["generate"]).expect(0);
    let migrations = || {
        let files = project.files().into_keys();
        files.filter(|path| path.ends_with("up.sql")).count()
    };
    assert_eq!(migrations(), 2, "{}", spaced.stdout);
}

#[test]
fn a_backfill_that_sets_off_a_trigger_is_proved() {
    let project = Project::new(&format!("{BOTH}{USER}{TRIGGER}"));
    project.run(&["generate"]).expect(0);
    let added = "length = { type = \"integer\", nullable = true, backfill = \"length(name)\" }\n";
    project.write("schema.toml", &format!("{BOTH}{USER}{added}{TRIGGER}"));
    let ran = project.run(&["generate"]).expect(0);
    let updates = |(path, text): (std::path::PathBuf, Vec<u8>)| {
        let text = String::from_utf8_lossy(&text).into_owned();
        path.ends_with("up.sql")
            && path.to_string_lossy().contains("sqlite")
            && text.contains("UPDATE \"user\" SET \"length\"")
    };
    assert!(project.files().into_iter().any(updates), "{ran:?}");
    assert!(
        ran.stdout.contains("proved on SQLite") || ran.stderr.contains("SQLite"),
        "{ran:?}"
    );
}

//! Which checks a change needs, as each database is asked.

use codegen::catalog::Pair;
use codegen::diagnostic::Diagnostics;
use codegen::dialect::{self, DialectName};
use codegen::diff::{Change, Decisions, diff, invert};
use codegen::plan::checks::checks;

use crate::schema::fixture::{load_files, rendered};

const DATABASE: &str = "[database]\nname = \"shop\"\ndialects = [\"postgres\", \"sqlite\"]\n";

/// The checks of the way up, or down, each as it stands in a file.
fn asked(dialect: DialectName, previous: &str, next: &str, up: bool) -> String {
    let [previous, next] = [previous, next].map(|text| {
        let loaded = load_files(&format!("{text}\n{DATABASE}"), &[]);
        let told = rendered(&loaded);
        let schema = loaded.schema.unwrap_or_else(|| panic!("{told}"));
        let mut diagnostics = Diagnostics::new();
        dialect::lower(&schema, dialect, &mut diagnostics)
    });
    let pair = Pair {
        previous: &previous.catalog,
        next: &next.catalog,
    };
    let mut decisions = Decisions::default();
    let found = diff(pair, &next.hints, &decisions).or_else(|ambiguities| {
        decisions
            .drops
            .extend(ambiguities.into_iter().map(|ambiguity| ambiguity.drop));
        diff(pair, &next.hints, &decisions)
    });
    let changes: Vec<Change> = found.expect("no ambiguity").changes;
    let capabilities = dialect.dialect().capabilities(dialect.dialect().default_version());
    let found = if up {
        checks(pair, &changes, &capabilities)
    } else {
        checks(pair.flip(), &invert(pair, &changes), &capabilities)
    };
    let found = found.into_iter().map(|check| {
        let sql = check.sql(dialect.dialect());
        format!("{} \"{}\"\n{sql};\n", check.code, check.message)
    });
    found.collect::<Vec<_>>().join("\n")
}

fn on_both(previous: &str, next: &str) -> String {
    let [postgres, sqlite] = DialectName::ALL.map(|dialect| asked(dialect, previous, next, true));
    assert_eq!(postgres, sqlite);
    postgres
}

const USER: &str = r#"
[table.user.columns]
id = { type = "bigint", primary_key = true }
email = "text"
name = { type = "text", nullable = true }
[table.post.columns]
id = { type = "bigint", primary_key = true }
author = { type = "bigint", nullable = true }
"#;

#[test]
fn what_rows_may_break_is_asked_before() {
    let next = r#"
        [[table.user.check]]
        name = "not_empty"
        expression = "email <> ''"
        [table.user.columns]
        id = { type = "bigint", primary_key = true }
        email = { type = "text", unique = true }
        name = "text"
        age = "integer"
        [table.post.columns]
        id = { type = "bigint", primary_key = true }
        author = { references = "user", nullable = true }
    "#;
    insta::assert_snapshot!(on_both(USER, next), @r#"
    FOREIGN_KEY_ORPHANS "post has rows whose author is in no row of user, which post_author_fkey forbids"
    SELECT "child"."id", "child"."author"
    FROM "post" AS "child"
    WHERE "child"."author" IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM "user" AS "parent" WHERE "parent"."id" = "child"."author");

    NULL_VALUES "user.name is NULL in some rows, and is to have a value: give it a backfill"
    SELECT "id", "name"
    FROM "user"
    WHERE "name" IS NULL;

    COLUMN_NEEDS_VALUE "user has rows, and its new column age has no value for them: give it a default or a backfill"
    SELECT "id"
    FROM "user";

    UNIQUE_DUPLICATES "user has rows that are alike in email, which user_email_key forbids"
    SELECT "email", count(*) AS "rows"
    FROM "user"
    WHERE "email" IS NOT NULL
    GROUP BY "email"
    HAVING count(*) > 1;

    CHECK_VIOLATIONS "user has rows that break the check not_empty"
    SELECT "id", "email"
    FROM "user"
    WHERE NOT (email <> '');
    "#);
}

#[test]
fn what_the_migration_itself_mends_is_not_asked() {
    let next = r#"
        [table.user.columns]
        id = { type = "bigint", primary_key = true }
        mail = { type = "text", renamed_from = "email", unique = true, check = "mail <> ''" }
        name = { type = "text", backfill = "'nobody'", check = "name <> ''" }
        age = { type = "integer", backfill = "0", unique = true }
        [table.post.columns]
        id = { type = "bigint", primary_key = true }
        author = { type = "bigint", nullable = true }
    "#;
    // A renamed column is asked for by its old name, and by the new one where a check mentions it so.
    // Whether some name is empty already has to be asked still, and no longer whether one is missing.
    insta::assert_snapshot!(asked(DialectName::Sqlite, USER, next, true), @r#"
    UNIQUE_DUPLICATES "user has rows that are alike in mail, which user_mail_key forbids"
    SELECT "email", count(*) AS "rows"
    FROM "user"
    WHERE "email" IS NOT NULL
    GROUP BY "email"
    HAVING count(*) > 1;

    CHECK_VIOLATIONS "user has rows that break the check user_mail_check"
    SELECT "id", "mail"
    FROM (SELECT "id", ("email") AS "mail" FROM "user") AS "user"
    WHERE NOT (mail <> '');

    CHECK_VIOLATIONS "user has rows that break the check user_name_check"
    SELECT "id", "name"
    FROM (SELECT "id", CAST(coalesce("name", ('nobody')) AS TEXT) AS "name" FROM "user") AS "user"
    WHERE NOT (name <> '');
    "#);
}

#[test]
fn names_are_those_before() {
    let next = r#"
        [table.person]
        renamed_from = "user"
        [table.person.columns]
        key = { type = "bigint", primary_key = true, renamed_from = "id" }
        email = { type = "text", unique = true }
        name = { type = "text", nullable = true }
        [table.post.columns]
        id = { type = "bigint", primary_key = true }
        by = { references = "person", nullable = true, renamed_from = "author" }
    "#;
    insta::assert_snapshot!(on_both(USER, next), @r#"
    UNIQUE_DUPLICATES "person has rows that are alike in email, which person_email_key forbids"
    SELECT "email", count(*) AS "rows"
    FROM "user"
    WHERE "email" IS NOT NULL
    GROUP BY "email"
    HAVING count(*) > 1;

    FOREIGN_KEY_ORPHANS "post has rows whose by is in no row of person, which post_by_fkey forbids"
    SELECT "child"."id", "child"."author"
    FROM "post" AS "child"
    WHERE "child"."author" IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM "user" AS "parent" WHERE "parent"."id" = "child"."author");
    "#);
}

#[test]
fn a_key_is_asked_for_once() {
    let previous = r#"
        [table.tag.columns]
        id = { type = "bigint", primary_key = true }
        name = { type = "text", unique = true }
        kind = "text"
    "#;
    let next = r#"
        [table.tag.columns]
        id = { type = "bigint", primary_key = true }
        name = { type = "text", unique = true }
        kind = "text"
        [[table.tag.unique]]
        columns = ["kind", "name"]
    "#;
    assert_eq!(on_both(previous, next), "");
}

#[test]
fn narrower_types_are_asked_for_on_postgres() {
    let previous = r#"
        [enum.state]
        values = ["new", "done"]
        [table.t.columns]
        id = { type = "bigint", primary_key = true }
        a = "bigint"
        b = "text"
        c = "numeric(10,2)"
        d = "text"
        e = "text"
        f = "state"
    "#;
    let next = r#"
        [enum.state]
        values = ["new"]
        [table.t.columns]
        id = { type = "bigint", primary_key = true }
        a = "integer"
        b = "varchar(10)"
        c = "numeric(6,2)"
        d = "uuid"
        e = "state"
        f = "state"
    "#;
    insta::assert_snapshot!(asked(DialectName::Postgres, previous, next, true), @r#"
    ENUM_VALUE_USED "t.f has values that go from state: say with `replaced` what becomes of them"
    SELECT "id", "f"
    FROM "t"
    WHERE "f" IN ('done');

    VALUE_DOES_NOT_FIT "t.a has values that its new type does not hold: say with `using` what becomes of them"
    SELECT "id", "a"
    FROM "t"
    WHERE "a" NOT BETWEEN -2147483648 AND 2147483647;

    VALUE_DOES_NOT_FIT "t.b has values that its new type does not hold: say with `using` what becomes of them"
    SELECT "id", "b"
    FROM "t"
    WHERE char_length(rtrim("b", ' ')) > 10;

    VALUE_DOES_NOT_FIT "t.c has values that its new type does not hold: say with `using` what becomes of them"
    SELECT "id", "c"
    FROM "t"
    WHERE abs(round("c"::numeric, 2)) >= 10000 AND "c" <> 'NaN';

    VALUE_DOES_NOT_FIT "t.d has values that its new type does not hold: say with `using` what becomes of them"
    SELECT "id", "d"
    FROM "t"
    WHERE "d" !~ '^\s*[{]?([0-9a-fA-F]{4}-?){8}[}]?\s*$';

    VALUE_DOES_NOT_FIT "t.e has values that state does not have: say with `using` what becomes of them"
    SELECT "id", "e"
    FROM "t"
    WHERE CAST("e" AS text) NOT IN ('new');
    "#);
    assert_eq!(asked(DialectName::Postgres, previous, next, false), "");
}

#[test]
fn the_way_down_has_its_own() {
    let next = r#"
        [table.user.columns]
        id = { type = "bigint", primary_key = true }
        email = { type = "text", nullable = true }
        [table.post.columns]
        id = { type = "bigint", primary_key = true }
        author = { type = "bigint", nullable = true }
    "#;
    let previous = r#"
        [table.user.columns]
        id = { type = "bigint", primary_key = true }
        email = { type = "text", unique = true }
        [table.post.columns]
        id = { type = "bigint", primary_key = true }
        author = { references = "user" }
    "#;
    let down = |dialect| asked(dialect, previous, next, false);
    insta::assert_snapshot!(down(DialectName::Postgres), @r#"
    NULL_VALUES "post.author is NULL in some rows, and is to have a value: give it a backfill"
    SELECT "id", "author"
    FROM "post"
    WHERE "author" IS NULL;

    FOREIGN_KEY_ORPHANS "post has rows whose author is in no row of user, which post_author_fkey forbids"
    SELECT "child"."id", "child"."author"
    FROM "post" AS "child"
    WHERE "child"."author" IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM "user" AS "parent" WHERE "parent"."id" = "child"."author");

    NULL_VALUES "user.email is NULL in some rows, and is to have a value: give it a backfill"
    SELECT "id", "email"
    FROM "user"
    WHERE "email" IS NULL;

    UNIQUE_DUPLICATES "user has rows that are alike in email, which user_email_key forbids"
    SELECT "email", count(*) AS "rows"
    FROM "user"
    WHERE "email" IS NOT NULL
    GROUP BY "email"
    HAVING count(*) > 1;
    "#);
}

#[test]
fn what_the_migration_writes_is_looked_at_as_if_it_were_written() {
    let next = r#"
        [table.user.columns]
        id = { type = "bigint", primary_key = true }
        email = "text"
        name = { type = "text", backfill = "nullif(email, '')" }
        nick = { type = "varchar(20)", unique = true, backfill = "lower(email)" }
        code = { type = "uuid", unique = true, backfill = { postgres = "gen_random_uuid()", sqlite = "hex(randomblob(16))" } }
        [table.post.columns]
        id = { type = "bigint", primary_key = true }
        author = { references = "user", backfill = "id % 7" }
    "#;
    insta::assert_snapshot!(asked(DialectName::Postgres, USER, next, true));
}

#[test]
fn one_value_for_all_rows_is_looked_at_where_parts_are_committed_before() {
    let next = &USER.replace(
        "[table.post.columns]",
        "size = { type = \"integer\", default = 0, check = \"size > 0\" }\n[table.post.columns]",
    );
    insta::assert_snapshot!(asked(DialectName::Postgres, USER, next, true), @r#"
    CHECK_VIOLATIONS "user has rows that break the check user_size_check"
    SELECT "id", "size"
    FROM (SELECT "id", CAST(0 AS integer) AS "size" FROM "user") AS "user"
    WHERE NOT (size > 0);
    "#);
    assert_eq!(asked(DialectName::Sqlite, USER, next, true), "");
}

/// The other table may have another name before, or not be there yet.
#[test]
fn what_a_subquery_takes_from_another_table_is_not_foreseen() {
    let next = USER.replace(
        "[table.post.columns]",
        "rank = { type = \"bigint\", check = \"rank > 0\", backfill = \"(SELECT max(id) FROM article)\" }\n\
         [table.article]\nrenamed_from = \"post\"\n[table.article.columns]",
    );
    assert_eq!(on_both(USER, &next), "");
}

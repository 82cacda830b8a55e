//! SQL text of both databases.

use super::fixture::codes;

fn check(expression: &str, only: &str) -> Vec<String> {
    codes(&format!(
        "[table.t.columns]\na = \"text\"\n[[table.t.check]]\nexpression = '''{expression}'''\n{only}\n"
    ))
}

const POSTGRES: &[&str] = &[
    "a ~* '^[a-z]+$'",
    "a !~ 'x'",
    "a::jsonb ? 'key'",
    "a::jsonb @> '{\"a\": 1}'::jsonb",
    "a::jsonb -> 'x' ->> 'y' is not null",
    "a::jsonb #>> '{a,b}' = 'c'",
    "coalesce(array_length(string_to_array(a, ','), 1), 0) < 5",
    "a = any (array['x', 'y'])",
    "a similar to 'x%'",
    "a is distinct from 'x'",
    "now() at time zone 'utc' > timestamp '2020-01-01'",
    "created > now() - interval '1 day'",
    "extract(epoch from created) > 0",
    "num_nonnulls(a, b) = 1",
    "a collate \"C\" > 'x'",
    "E'\\n' <> a",
    "nextval('s'::regclass) > 0",
    "(a, b) = (1, 2)",
    "case when a = 'x' then b is null else b > 0 end",
    "a = $$text$$",
    "to_tsvector('english', a) @@ to_tsquery('x')",
    "\"Mixed Case\" >= 0",
    "overlay(a placing 'x' from 1 for 2) = 'y'",
    "substring(a from 1 for 2) = 'ab'",
    "position('x' in a) > 0",
    "a between 1 and 10 and not b",
    "a in ('x', 'y') or a like 'z%' escape '!'",
    "daterange(a, b) && daterange('2020-01-01', '2021-01-01')",
    "gen_random_uuid() is not null",
    "char_length(a) <= 10",
    "('{}'::text[]) <> array[a]",
    "b % 2 = 0 and b ^ 2 < 100 and b << 1 > 2",
    "a is json",
    "xmlparse(document a) is not null",
];

const SQLITE: &[&str] = &[
    "a glob '[a-z]*'",
    "a regexp 'x'",
    "a match 'x'",
    "json_valid(a)",
    "a ->> '$.x' = 'y'",
    "typeof(a) = 'text'",
    "a collate nocase = 'x'",
    "strftime('%Y', a) >= '2020'",
    "iif(a > 0, 1, 0)",
    "a = x'00'",
    "length(a) between 1 and 10",
    "a notnull",
    "a isnull or b not null",
    "a is not 'x'",
    "\"Mixed Case\" >= 0 and [other] < 1 and `third` = 2",
    "cast(a as integer) % 2 = 0",
    "a == 'x' and b <> 'y' and c & 1 = 1 and ~c < 0",
    "unixepoch() > 0",
    "current_timestamp > '2020'",
    "a not glob 'x*'",
];

#[test]
fn expressions_of_each_database_are_taken() {
    let mut refused = Vec::new();
    for (only, expressions) in [("only = \"postgres\"", POSTGRES), ("only = \"sqlite\"", SQLITE)] {
        for expression in expressions {
            if !check(expression, only).is_empty() {
                refused.push(*expression);
            }
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

#[test]
fn what_is_no_expression_is_refused() {
    for text in ["", "a >", "a > 1; drop table t", "a > 1 b c", "(a > 1", "'open"] {
        let found = check(text, "");
        assert!(
            found.iter().all(|code| code == "TS0403") && !found.is_empty(),
            "{text}: {found:?}"
        );
    }
}

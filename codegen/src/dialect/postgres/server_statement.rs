//! Statements that are about the server, its users and what these may do, and none of a schema.

use crate::dialect::Dialect;
use crate::statement::Script;

/// Words that no other database here takes.
pub(super) const OWN_WORDS: &[&str] = &[
    "bigserial",
    "jsonb",
    "pg_catalog",
    "plpgsql",
    "regclass",
    "serial",
    "timestamptz",
    "tsvector",
];

/// What a server has one of, whatever databases it has.
const OF_SERVER: [&str; 5] = ["DATABASE", "GROUP", "ROLE", "TABLESPACE", "USER"];

pub(super) fn is_of_server(dialect: &dyn Dialect, statement: &str) -> bool {
    let Ok(script) = Script::read(dialect, statement) else {
        return false;
    };
    script.statements().iter().all(|statement| {
        let words = statement.capitals();
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["GRANT" | "REVOKE" | "REASSIGN", ..]
            | ["ALTER", "DEFAULT", "PRIVILEGES", ..]
            | ["SET" | "RESET", "ROLE", ..]
            | ["SET", "SESSION" | "LOCAL", "AUTHORIZATION" | "ROLE", ..] => true,
            ["ALTER", rest @ .., "OWNER", "TO", _] if !rest.contains(&"RENAME") => true,
            ["CREATE", "USER", "MAPPING", ..] => false,
            ["CREATE" | "ALTER" | "DROP", kind, ..] if OF_SERVER.contains(kind) => true,
            ["COMMENT", "ON", kind, ..] => OF_SERVER.contains(kind),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::DialectName;

    #[test]
    fn owners_and_privileges_are_no_schema() {
        let is = |statement| is_of_server(DialectName::Postgres.dialect(), statement);
        for statement in [
            "GRANT SELECT ON a TO b",
            "ALTER FUNCTION public.f(integer) OWNER TO \"some body\"",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA a GRANT SELECT ON TABLES TO b",
            "CREATE ROLE a",
            "SET SESSION AUTHORIZATION a",
            "COMMENT ON DATABASE a IS 'b'",
        ] {
            assert!(is(statement), "{statement}");
        }
        for statement in [
            "CREATE TABLE \"user\" (id integer)",
            "ALTER TABLE a RENAME COLUMN owner TO holder",
            "ALTER TABLE a ALTER owner TYPE text",
            "COMMENT ON TABLE a IS 'OWNER TO b'",
            "SET search_path = a",
        ] {
            assert!(!is(statement), "{statement}");
        }
    }
}

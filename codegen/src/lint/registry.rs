//! Every rule, in one table.

use super::rule::{Check, Rule, Severity};
use super::rules::{
    constraint, foreign_key, index, loss, naming, rename, rewrite, sqlite_alter, sqlite_pragma, sqlite_rebuild,
    sqlite_types, transaction, types, write,
};
use crate::dialect::DialectName;
use Check::{Act, End, Linter};
use Severity::{Error, Note, Off, Warning};

const BOTH: &[DialectName] = &DialectName::ALL;
const POSTGRES: &[DialectName] = &[DialectName::Postgres];
const SQLITE: &[DialectName] = &[DialectName::Sqlite];

macro_rules! rules {
    ($($code:literal, $severity:ident, $dialects:ident, $check:expr, $title:literal;)*) => {
        /// Every rule. Codes are stable: one is never given to another rule.
        pub static ALL: &[Rule] = &[$(Rule {
            code: $code,
            severity: $severity,
            dialects: $dialects,
            title: $title,
            check: $check,
        }),*];
    };
}

rules! {
    "UNPARSED", Note, BOTH, Linter, "a statement that cannot be read";
    "BAD_STEP", Error, BOTH, Linter, "a step that the migrator does not know";
    "BAD_ALLOW", Warning, BOTH, Linter, "a `lint:allow` that allows nothing";
    "UNUSED_ALLOW", Warning, BOTH, Linter, "a `lint:allow` of something that is not there";

    "NESTED_TRANSACTION", Error, BOTH, Act(transaction::nested), "BEGIN or COMMIT where it does nothing or is refused";
    "UNCOMMITTED_TRANSACTION", Error, BOTH, End(transaction::uncommitted), "BEGIN without COMMIT";
    "NOT_IN_TRANSACTION", Error, BOTH, Act(transaction::not_in_transaction), "a statement that fails in a transaction";
    "DROP_TABLE", Warning, BOTH, Act(loss::drop_table), "a table is dropped";
    "DROP_COLUMN", Warning, BOTH, Act(loss::drop_column), "a column is dropped";
    "DROP_OBJECT", Note, BOTH, Act(loss::drop_object), "a view, function, type, schema, sequence or extension is dropped";
    "DELETE_ALL", Warning, BOTH, Act(write::delete_all), "all rows of a table are deleted";
    "REQUIRED_COLUMN", Error, BOTH, Act(loss::required_column), "a NOT NULL column without a default is added";
    "COLUMN_TWICE", Error, BOTH, Act(loss::column_twice), "a column is declared or set twice";
    "RENAMED_TABLE", Warning, BOTH, Act(rename::table), "a table that is in use is renamed";
    "RENAMED_COLUMN", Warning, BOTH, Act(rename::column), "a column that is in use is renamed";
    "FOREIGN_KEY_WITHOUT_INDEX", Warning, BOTH, Act(foreign_key::without_index), "a foreign key without an index on its columns";
    "MANY_COLUMN_INDEX", Note, BOTH, Act(index::many_columns), "an index of more than three parts";

    "INDEX_BLOCKS_WRITES", Warning, POSTGRES, Act(index::blocks_writes), "an index is built while writes wait";
    "DROP_INDEX_BLOCKS", Warning, POSTGRES, Act(index::drop_blocks), "an index is dropped while queries wait";
    "REINDEX_BLOCKS", Warning, POSTGRES, Act(index::reindex_blocks), "an index is rebuilt while writes wait";
    "REFRESH_BLOCKS", Warning, POSTGRES, Act(index::refresh_blocks), "a materialized view is filled while reads wait";
    "DETACH_BLOCKS", Warning, POSTGRES, Act(index::detach_blocks), "a partition is detached while reads and writes wait";
    "CHECK_SCANS", Warning, POSTGRES, Act(constraint::check_scans), "a check goes through all rows under a lock";
    "FOREIGN_KEY_SCANS", Warning, POSTGRES, Act(constraint::foreign_key_scans), "a foreign key goes through all rows under a lock";
    "NOT_NULL_SCANS", Warning, POSTGRES, Act(constraint::not_null_scans), "SET NOT NULL goes through all rows under a lock";
    "UNIQUE_BUILDS_INDEX", Warning, POSTGRES, Act(constraint::unique_builds_index), "a unique constraint builds its index under a lock";
    "PRIMARY_KEY_BUILDS_INDEX", Warning, POSTGRES, Act(constraint::primary_key_builds_index), "a primary key builds its index under a lock";
    "EXCLUSION_BUILDS_INDEX", Warning, POSTGRES, Act(constraint::exclusion_builds_index), "an exclusion constraint builds its index under a lock";
    "VALIDATE_UNDER_LOCK", Warning, POSTGRES, Act(constraint::validate_under_lock), "a constraint is validated while the transaction holds a lock";
    "DOMAIN_CHECK_SCANS", Warning, POSTGRES, Act(constraint::domain_check_scans), "a constraint of a domain goes through all its tables";
    "DOMAIN_CONSTRAINT", Note, POSTGRES, Act(constraint::domain_constraint), "a domain with a constraint";
    "COLUMN_REWRITES_TABLE", Warning, POSTGRES, Act(rewrite::column_rewrites), "a new column makes all rows be written again";
    "TYPE_REWRITES_TABLE", Warning, POSTGRES, Act(rewrite::type_rewrites), "a new type makes all rows be written again";
    "TABLE_REWRITTEN", Warning, POSTGRES, Act(rewrite::table_rewritten), "VACUUM FULL, CLUSTER and their like";
    "BACKFILL_UNDER_LOCK", Warning, POSTGRES, Act(write::backfill_under_lock), "rows are written while the transaction holds a lock";
    "UNBATCHED_WRITE", Warning, POSTGRES, Act(write::unbatched), "all rows are written by one statement";
    "EXPLICIT_LOCK", Warning, POSTGRES, Act(write::explicit_lock), "LOCK TABLE";
    "NO_LOCK_TIMEOUT", Warning, POSTGRES, Act(transaction::no_lock_timeout), "a lock is waited for without an end";
    "ENUM_VALUE_IN_TRANSACTION", Warning, POSTGRES, Act(transaction::enum_value), "a new enum value is used in the transaction that adds it";
    "TRIGGER_DISABLED", Warning, POSTGRES, Act(transaction::trigger_disabled), "a trigger is disabled for everybody";
    "TRUNCATE_CASCADE", Warning, POSTGRES, Act(write::truncate_cascade), "TRUNCATE … CASCADE";
    "DROP_CASCADE", Warning, POSTGRES, Act(loss::drop_cascade), "DROP … CASCADE";
    "DROP_DATABASE", Error, POSTGRES, Act(loss::drop_database), "a database is dropped";
    "DROP_NOT_NULL", Note, POSTGRES, Act(loss::drop_not_null), "a column may be NULL from now on";
    "RENAMED_OBJECT", Warning, POSTGRES, Act(rename::object), "a view, type, enum value, schema or sequence is renamed";
    "MOVED_OBJECT", Warning, POSTGRES, Act(rename::moved), "something is moved to another schema";
    "NAME_TOO_LONG", Warning, POSTGRES, Act(naming::too_long), "a name longer than 63 bytes";
    "SMALL_KEY", Warning, POSTGRES, Act(types::small_key), "a key of 32 bits or fewer";
    "SERIAL_COLUMN", Note, POSTGRES, Act(types::serial), "serial instead of an identity";
    "TIMESTAMP_WITHOUT_ZONE", Note, POSTGRES, Act(types::timestamp), "timestamp without time zone";
    "CHAR_COLUMN", Note, POSTGRES, Act(types::char), "char(n)";
    "JSON_COLUMN", Note, POSTGRES, Act(types::json), "json instead of jsonb";
    "OPAQUE_BLOCK", Note, POSTGRES, Act(transaction::opaque), "a DO block";
    "SMALL_INTEGER", Off, POSTGRES, Act(types::small_integer), "an integer of 32 bits or fewer";
    "VARCHAR_LIMIT", Off, POSTGRES, Act(types::varchar_limit), "varchar(n)";
    "UNQUALIFIED_TABLE", Off, POSTGRES, Act(naming::unqualified), "a table without its schema";
    "ENUM_VALUE_POSITION", Off, POSTGRES, Act(naming::value_position), "ADD VALUE without a place";
    "NOT_REPEATABLE", Off, POSTGRES, Act(transaction::not_repeatable), "a statement that cannot be run again";

    "FOREIGN_KEY_MISMATCH", Error, SQLITE, Act(foreign_key::mismatch), "a foreign key points at what is no key";
    "CASCADE_ON_DROP", Error, SQLITE, Act(sqlite_rebuild::cascade), "dropping a table deletes rows of others";
    "COPY_WITHOUT_COLUMNS", Warning, SQLITE, Act(sqlite_rebuild::copy_without_columns), "rows are copied by the order of columns";
    "REFERENCES_FOLLOW_RENAME", Warning, SQLITE, Act(sqlite_rebuild::references_follow), "a rebuild that renames the old table away";
    "AUTOINCREMENT_LOST", Warning, SQLITE, Act(sqlite_rebuild::autoincrement_lost), "a rebuild that loses the AUTOINCREMENT mark";
    "TABLE_KIND_CHANGED", Warning, SQLITE, Act(sqlite_rebuild::kind_changed), "a rebuild that changes STRICT or WITHOUT ROWID";
    "INDEX_LOST", Warning, SQLITE, Act(sqlite_rebuild::index_lost), "a rebuild that loses an index or trigger";
    "ADD_COLUMN_FAILS", Error, SQLITE, Act(sqlite_alter::add_column), "an ADD COLUMN that SQLite refuses";
    "DROP_COLUMN_FAILS", Error, SQLITE, Act(sqlite_alter::drop_column), "a DROP COLUMN that SQLite refuses";
    "ALTER_NOT_SUPPORTED", Error, SQLITE, Act(sqlite_alter::not_supported), "a statement that SQLite does not have";
    "VIEW_BREAKS_RENAME", Error, SQLITE, Act(sqlite_alter::view_breaks_rename), "a rename that fails because of a view or trigger";
    "PRAGMA_IN_TRANSACTION", Error, SQLITE, Act(sqlite_pragma::in_transaction), "a PRAGMA that does nothing in a transaction";
    "FOREIGN_KEYS_UNCHECKED", Warning, SQLITE, End(sqlite_pragma::unchecked), "enforcement is switched off, and nothing is checked after";
    "SCHEMA_WRITTEN", Error, SQLITE, Act(sqlite_pragma::schema_written), "the schema table is written by hand";
    "DOUBLE_QUOTED_TEXT", Warning, SQLITE, Act(sqlite_types::quoted_text), "a double-quoted name that is no column is text";
    "TYPE_AFFINITY", Warning, SQLITE, Act(sqlite_types::type_affinity), "a type whose values SQLite takes for numbers";
    "TIME_AFFINITY", Note, SQLITE, Act(sqlite_types::time_affinity), "a type of dates or times";
    "STRICT_TYPE", Error, SQLITE, Act(sqlite_types::strict_type), "a type that STRICT tables do not know";
    "KEY_ALLOWS_NULL", Note, SQLITE, Act(sqlite_types::key_allows_null), "a primary key that may be NULL";
    "REPLACE_DELETES", Warning, SQLITE, Act(sqlite_types::replace_deletes), "REPLACE fires ON DELETE of other tables";
}

/// The rule of a code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.code == code)
}

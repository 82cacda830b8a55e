//! What SQLite can do, by version (<https://sqlite.org/changes.html>).

use crate::dialect::{Capabilities, DialectName, Version};

/// The facts that hold from this version on.
pub(super) fn of(version: Version) -> Capabilities {
    let since = |minor| version >= Version::new(3, minor, 0);
    Capabilities {
        dialect: DialectName::Sqlite,
        version,
        identifier_bytes: None,
        case_sensitive_names: false,
        system_columns: &[],
        reserved_table_prefix: Some("sqlite_"),
        json_comparable: true,
        free_numeric_scale: true,
        makes_uuids: false,
        namespaces: false,
        partitions: false,
        inheritance: false,
        not_valid_partitioned_foreign_keys: false,
        default_namespace: "main",
        comments: false,
        row_security: false,
        native_enums: false,
        arrays: false,
        collations: Some(&["BINARY", "NOCASE", "RTRIM"]),
        rowid_tables: true,
        nullable_keys: true,
        declared_types: true,
        nulls_last: false,
        identity_anywhere: false,
        identity_always: false,
        stored_generated: since(31),
        virtual_generated: since(31),
        add_stored_generated: false,
        alter_generated_expression: false,
        strict_tables: since(37),
        rename_column: since(25),
        drop_column: since(35),
        alter_column: false,
        alter_not_null: since(53),
        alter_check: since(53),
        alter_constraint: false,
        rename_constraint: false,
        rename_index: false,
        nulls_not_distinct: false,
        deferrable_unique: false,
        index_nulls: false,
        index_include: false,
        index_methods: false,
        index_opclasses: false,
        concurrent_indexes: false,
        triggers_change_rows: false,
        global_trigger_names: true,
        replaces_objects: false,
        tracked_kinds: Some(&["view", "trigger", "index", "virtual table"]),
        not_valid_constraints: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_begin_at_their_version() {
        let facts = |minor| of(Version::new(3, minor, 0));
        assert!(!facts(34).drop_column && facts(35).drop_column);
        assert!(!facts(36).strict_tables && facts(37).strict_tables);
        assert!(!facts(52).alter_check && facts(53).alter_check && facts(53).alter_not_null);
    }
}

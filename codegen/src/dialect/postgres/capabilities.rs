//! What PostgreSQL can do, by version.

use super::built_in;
use crate::dialect::{Capabilities, DialectName, Version};

/// The facts that hold from this version on.
pub(super) fn of(version: Version) -> Capabilities {
    Capabilities {
        dialect: DialectName::Postgres,
        version,
        identifier_bytes: Some(63), // NAMEDATALEN - 1
        case_sensitive_names: true,
        system_columns: &["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"],
        reserved_table_prefix: None,
        json_comparable: false,
        free_numeric_scale: version.major >= 15,
        makes_uuids: true,
        namespaces: true,
        partitions: true,
        inheritance: true,
        not_valid_partitioned_foreign_keys: version.major >= 18,
        default_namespace: built_in::DEFAULT_NAMESPACE,
        comments: true,
        row_security: true,
        native_enums: true,
        arrays: true,
        collations: None,
        rowid_tables: false,
        nullable_keys: false,
        declared_types: false,
        nulls_last: true,
        identity_anywhere: true,
        identity_always: true,
        stored_generated: true,
        virtual_generated: version.major >= 18,
        add_stored_generated: true,
        alter_generated_expression: version.major >= 17,
        strict_tables: false,
        rename_column: true,
        drop_column: true,
        alter_column: true,
        alter_not_null: true,
        alter_check: true,
        alter_constraint: true,
        rename_constraint: true,
        rename_index: true,
        nulls_not_distinct: version.major >= 15,
        deferrable_unique: true,
        index_nulls: true,
        index_include: true,
        index_methods: true,
        index_opclasses: true,
        concurrent_indexes: true,
        triggers_change_rows: true,
        global_trigger_names: false,
        replaces_objects: true,
        tracked_kinds: None,
        not_valid_constraints: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_begin_at_their_version() {
        let facts = |major| of(Version::new(major, 0, 0));
        assert!(!facts(14).nulls_not_distinct && facts(15).nulls_not_distinct);
        assert!(!facts(16).alter_generated_expression && facts(17).alter_generated_expression);
        assert!(!facts(17).virtual_generated && facts(18).virtual_generated);
    }
}

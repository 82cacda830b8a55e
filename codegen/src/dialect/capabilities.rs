//! What a server of a certain version can do.

use crate::dialect::{DialectName, Version};

/// Facts about the oldest server that must work. What may be used depends on these alone, never on the machine at hand.
///
/// Made by [`Dialect::capabilities`](crate::dialect::Dialect::capabilities). A fact is `true` when such a server has the
/// feature; planners and checks read facts instead of asking which database it is.
///
/// ```
/// use codegen::dialect::{DialectName, Version};
///
/// let sqlite = DialectName::Sqlite.dialect();
/// assert!(!sqlite.capabilities(Version::new(3, 34, 0)).drop_column);
/// assert!(sqlite.capabilities(Version::new(3, 35, 0)).drop_column);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent fact")]
pub struct Capabilities {
    /// Whose facts these are, for messages.
    pub dialect: DialectName,
    /// The version they hold for.
    pub version: Version,

    /// The longest name in bytes that is kept whole.
    pub identifier_bytes: Option<usize>,
    /// `User` and `user` are two names.
    pub case_sensitive_names: bool,
    /// Columns that every table has already, so that none may be called so.
    pub system_columns: &'static [&'static str],
    /// How names of tables may not begin.
    pub reserved_table_prefix: Option<&'static str>,
    /// Values of `json` can be compared, so that keys and indexes may have such columns.
    pub json_comparable: bool,
    /// `numeric(p, s)` may have a scale below 0 or above p.
    pub free_numeric_scale: bool,
    /// It makes random UUIDs itself.
    pub makes_uuids: bool,
    /// Tables and types live in namespaces; else names are global.
    pub namespaces: bool,
    /// What the namespace is called that names without one are in.
    pub default_namespace: &'static str,
    /// Tables, columns and types carry comments.
    pub comments: bool,
    /// The rows of a table may be dealt out among partitions.
    pub partitions: bool,
    /// A table may have the columns of others.
    pub inheritance: bool,
    /// A foreign key of a partitioned table may hold for new rows first.
    pub not_valid_partitioned_foreign_keys: bool,
    /// Policies of a table hold whoever reads and writes it to some of its rows.
    pub row_security: bool,
    /// Enums are types.
    pub native_enums: bool,
    /// Columns hold arrays.
    pub arrays: bool,
    /// The only collations there are, the default one first; `None` where there may be any.
    pub collations: Option<&'static [&'static str]>,
    /// Tables have a number for each row unless they are made without, and may be `STRICT`.
    pub rowid_tables: bool,
    /// Columns of a primary key may be NULL where nothing says that they may not.
    pub nullable_keys: bool,
    /// Columns are declared with any type, whatever is made of it.
    pub declared_types: bool,
    /// NULLs come last in ascending order unless told otherwise; else first.
    pub nulls_last: bool,

    /// Any column may be an identity; else only a sole integer primary key.
    pub identity_anywhere: bool,
    /// An identity may refuse a value that is given (`GENERATED ALWAYS`).
    pub identity_always: bool,
    /// Generated columns may be stored.
    pub stored_generated: bool,
    /// Generated columns may be computed on read.
    pub virtual_generated: bool,
    /// A stored generated column may be added to a table that exists.
    pub add_stored_generated: bool,
    /// The expression of a generated column may be replaced in place (`SET EXPRESSION`).
    pub alter_generated_expression: bool,
    /// Tables may be `STRICT`.
    pub strict_tables: bool,

    /// `ALTER TABLE … RENAME COLUMN`.
    pub rename_column: bool,
    /// `ALTER TABLE … DROP COLUMN`.
    pub drop_column: bool,
    /// `ALTER TABLE … ALTER COLUMN`: type, default, identity.
    pub alter_column: bool,
    /// `ALTER TABLE … ALTER COLUMN … SET NOT NULL | DROP NOT NULL`.
    pub alter_not_null: bool,
    /// Checks may be added to and dropped from a table that exists.
    pub alter_check: bool,
    /// Keys, uniques and foreign keys likewise.
    pub alter_constraint: bool,
    /// Constraints can be renamed.
    pub rename_constraint: bool,
    /// Indexes can be renamed.
    pub rename_index: bool,

    /// Uniques may clash on NULLs (`NULLS NOT DISTINCT`).
    pub nulls_not_distinct: bool,
    /// Uniques may be deferrable. Foreign keys may on every database.
    pub deferrable_unique: bool,
    /// Indexes may say where NULLs go.
    pub index_nulls: bool,
    /// Indexes may carry further columns (`INCLUDE`).
    pub index_include: bool,
    /// Indexes have access methods.
    pub index_methods: bool,
    /// Index parts have operator classes.
    pub index_opclasses: bool,
    /// Indexes can be built and dropped without blocking writes (`CONCURRENTLY`).
    pub concurrent_indexes: bool,
    /// A trigger may change a row before it is written; else what a trigger changes comes after.
    pub triggers_change_rows: bool,
    /// Triggers have names of their own in all of a database; else in their table.
    pub global_trigger_names: bool,
    /// Views and functions can be replaced where they stand (`CREATE OR REPLACE`).
    pub replaces_objects: bool,
    /// What may be written as SQL besides tables; `None` where anything may.
    pub tracked_kinds: Option<&'static [&'static str]>,
    /// Checks and foreign keys can be added unvalidated and validated later (`NOT VALID`).
    pub not_valid_constraints: bool,
}

impl Capabilities {
    /// The same server, without what keeps a table usable while it changes: plans are shorter, and for databases that
    /// nobody else uses meanwhile.
    #[must_use]
    pub const fn simple(self) -> Self {
        Self {
            concurrent_indexes: false,
            not_valid_constraints: false,
            ..self
        }
    }
}

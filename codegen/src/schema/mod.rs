//! What the author means: logical, portable, resolved. Nothing unchecked is left in it.
//!
//! References between parts are typed ids into flat vectors; a [`Schema`] that exists has only valid ones. It knows
//! nothing of SQL beyond the text the author wrote; [`crate::dialect`] lowers it to a [`crate::catalog::Catalog`].

mod columns;
mod context;
mod defaults;
mod enums;
mod foreign_keys;
mod indexes;
mod keys;
mod load;
mod mixins;
mod model;
mod names;
mod partitions;
mod relations;
mod resolve;
mod row_security;
mod rust_names;
mod scope;
mod settings;
mod sql;
mod tracked;
mod types;
mod validation;
mod views;

use std::collections::BTreeMap;

pub(crate) use foreign_keys::are_comparable;
pub(crate) use load::likely_migrations;
pub use load::{Loaded, load, load_text, load_texts};
pub use model::{
    Action, Check, Column, Database, Dates, Default, Deferrable, Enum, EnumStorage, EnumValue, Environment, ForeignKey,
    Generate, Generated, Generator, Identity, Index, IndexKey, IndexPart, Key, Lint, Literal, Namespace, Nulls, Output,
    PartitionOf, PartitionStrategy, Partitioning, Relation, RelationKind, Scalar, Scope, Serde, Table, Tracked,
    TrackedKind, TrackedReference, Type, Unique, Validation,
};
pub(crate) use names::Kind as RustKind;
pub(crate) use partitions::is_bound;
pub use resolve::resolve;
pub(crate) use rust_names::{OWN_CONSTANTS, patch_name};
pub(crate) use sql::is_expression;
pub(crate) use types::is_known_type;

/// Index of a table in [`Schema::tables`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableId(pub usize);

/// Index of an enum in [`Schema::enums`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EnumId(pub usize);

/// Index of an object in [`Schema::tracked`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TrackedId(pub usize);

/// Index of a column in [`Table::columns`] of the table it is used with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ColumnId(pub usize);

/// A whole schema: the root file and all that it includes.
#[derive(Debug, Clone)]
pub struct Schema {
    /// `[database]`.
    pub database: Database,
    /// `[env.*]`, by name.
    pub environments: BTreeMap<String, Environment>,
    /// `[generate]` and `[[generate.output]]`.
    pub generate: Generate,
    /// `[lint]`.
    pub lint: Lint,
    /// Rust modules that include files make, in order of inclusion; the root's tables have none.
    pub modules: Vec<String>,
    /// Namespaces in use (`schema = "…"`) or declared (`[namespace.x]`), by name.
    pub namespaces: BTreeMap<String, Namespace>,
    /// Enums, in the order of the files.
    pub enums: Vec<Enum>,
    /// Tables, in the order of the files.
    pub tables: Vec<Table>,
    /// What `[view.*]` and `[materialized_view.*]` say of their models, in the order of the files: columns, perhaps a
    /// primary key and a scope. What makes them in the database is among the [objects](Self::tracked).
    pub views: Vec<Table>,
    /// Views, functions, triggers and the like, in the order of the files.
    pub tracked: Vec<Tracked>,
}

impl Schema {
    /// The table behind an id.
    pub fn table(&self, id: TableId) -> &Table {
        &self.tables[id.0]
    }

    /// The enum behind an id.
    pub fn enumeration(&self, id: EnumId) -> &Enum {
        &self.enums[id.0]
    }
}

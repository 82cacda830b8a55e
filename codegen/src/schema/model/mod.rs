//! What a resolved schema is made of.

mod column;
mod constraint;
mod enumeration;
mod relation;
mod settings;
mod table;
mod tracked;

pub use column::{Column, Default, Generated, Generator, Identity, Literal, Scalar, Type, Validation};
pub use constraint::{
    Action, Check, Deferrable, ForeignKey, Index, IndexKey, IndexPart, Key, Nulls, PartitionStrategy, Unique,
};
pub use enumeration::{Enum, EnumStorage, EnumValue};
pub use relation::{Relation, RelationKind, Scope};
pub use settings::{Database, Dates, Environment, Generate, Lint, Namespace, Output, Serde};
pub use table::{PartitionOf, Partitioning, Table};
pub use tracked::{Tracked, TrackedKind, TrackedReference};

//! What the expansion of `derive(Dao)` names, in one place: short paths cost less to expand and to resolve.

pub use std::convert::Into;
pub use std::option::Option::{None, Some};
pub use std::vec::Vec;

pub use crate::dao::{Dao, Exec};
pub use crate::error::Result;
pub use crate::executor::{Admits, Executor};
pub use crate::model::{
    AsKey, Constraint, Create, DefaultValue, Exceptions, ForeignKey, IntoNullable, Model, Operation, Owned, Patch,
    Scope, ScopeStep, Shared, Table, Update, Validation, Writable, assert_owner, columns, written,
};
pub use crate::query::{Column, Relation, Through, ToMany, ToMaybe, ToOne};
pub use crate::row::{Row, RowValues};
pub use crate::types::Json;
pub use crate::value::{Datum, DatumRef, DecodeError, Value};

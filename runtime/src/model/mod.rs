//! What `derive(Dao)` says of a struct: plain data in [`Table`], and the two functions that need its type.
//!
//! Types live at the edges; everything between is data, so that a model costs little to compile.

mod complete;
#[doc(hidden)]
pub mod derived;
mod key;
mod owner;
mod patch;
mod serialize;
mod table;

pub use complete::{assert_complete, assert_owner};
pub use key::{AsKey, IntoNullable};
pub use owner::{Owned, Owner, Shared};
pub(crate) use patch::Values;
pub use patch::{Create, Operation, OperationKind, Patch, Update};
#[doc(hidden)]
pub use serialize::{Fields, More, serialize};
pub use table::{Constraint, DefaultValue, ForeignKey, Scope, ScopeStep, Table, TableColumn, Validation};
#[doc(hidden)]
pub use table::{Exceptions, columns, written};

use crate::dao::Exec;
use crate::row::Row;
use crate::value::{Datum, DecodeError};

/// A struct that is a row of a table or a view. `derive(Dao)` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    note = "add `#[derive(tablesmith::Dao)]` and `#[dao(table = \"…\")]` to it"
)]
pub trait Model: Sized + Send + Sync + 'static {
    /// Its table, as data: a reference to a static.
    const TABLE: &'static Table;

    /// The fields without which no row can be created, in their order, with a space between: those of columns that are
    /// not nullable, have no default, are not computed and do not hold the owner.
    const REQUIRED_FIELDS: &'static str;

    /// The type of its primary key: the field's type, or a tuple; `()` where it has none.
    type Key: Send + Sync + 'static;

    /// Whether its rows belong to somebody: [`Shared`], or [`Owned`] by a model or a key type.
    type Scope;

    /// A row whose values stand in the order of [`Table::columns`].
    ///
    /// # Errors
    ///
    /// [`DecodeError`] where a value is not what the field's type says.
    fn decode(row: &mut Row<'_>) -> Result<Self, DecodeError>;

    /// The values of the primary key, in its order.
    fn key(&self) -> Vec<Datum<'_>>;
}

/// A model whose rows can be written: that of a table. `derive(Dao)` implements it, but for `#[dao(view)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is read only: it is the model of a view",
    note = "write the rows of the tables that the view reads"
)]
pub trait Writable: Model {
    /// Its setters before a row is there: `UserPatch<Create>`.
    type Patch: Exec<Model = Self, Operation = Create>;
}

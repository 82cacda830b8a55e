//! Whom rows belong to, and who may reach them.

use std::marker::PhantomData;

use uuid::Uuid;

use super::{Model, Table};
use crate::value::{Datum, Value};

/// Rows that belong to nobody: [`Model::Scope`] of a table without `scope`.
#[derive(Debug, Clone, Copy)]
pub struct Shared;

/// Rows that belong to an `O`: a model, or the type of a key.
#[derive(Debug, Clone, Copy)]
pub struct Owned<O: ?Sized>(PhantomData<fn() -> O>);

/// What rows can belong to: every model with a key of one column, and keys themselves
/// (`String`, `i32`, `i64`, `Uuid`) for tables whose owner is no model.
#[diagnostic::on_unimplemented(
    message = "rows cannot belong to a `{Self}`",
    note = "an owner is a model, or the value of a key: `db.scope(&user)`, `db.scope(\"tenant-1\")`"
)]
pub trait Owner {
    /// What [`Owned`] names.
    type Of: ?Sized;

    /// The owner's table; `None` for the value of a key.
    #[doc(hidden)]
    const TABLE: Option<&'static Table> = None;

    /// The value of the scope column.
    fn owner_key(&self) -> Datum<'static>;
}

// A composite key is a tuple, which is no `Value`, so such a model cannot own rows.
impl<M: Model> Owner for M
where
    M::Key: Value,
{
    type Of = M;

    const TABLE: Option<&'static Table> = Some(M::TABLE);

    fn owner_key(&self) -> Datum<'static> {
        self.key().pop().map_or(Datum::Null, Datum::into_owned)
    }
}

impl Owner for str {
    type Of = String;

    fn owner_key(&self) -> Datum<'static> {
        self.to_owned().into()
    }
}

macro_rules! key_owner {
    ($($type:ty),*) => {$(
        impl Owner for $type {
            type Of = $type;

            fn owner_key(&self) -> Datum<'static> {
                self.to_datum().into_owned()
            }
        }
    )*};
}

key_owner!(String, i16, i32, i64, Uuid);

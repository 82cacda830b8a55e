//! The methods of models.

use crate::model::{Model, Operation, Patch};

/// Setters that can be executed; `derive(Dao)` implements it for `UserPatch<Create>` and `UserPatch<Update>`.
pub trait Exec: Sized + Send {
    /// Whose row it writes.
    type Model: Model;

    /// What it does.
    type Operation: Operation;

    /// The values.
    fn into_patch(self) -> Patch<Self::Model, Self::Operation>;
}

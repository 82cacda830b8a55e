//! Values to write.

use std::marker::PhantomData;

use serde::Serialize;

use super::{AsKey, IntoNullable, Model};
use crate::value::{Datum, EncodeError, Value};

/// A row is being created.
#[derive(Debug, Clone, Copy)]
pub enum Create {}

/// A row is being changed.
#[derive(Debug, Clone, Copy)]
pub enum Update {}

/// [`Create`] or [`Update`].
pub trait Operation: Send + Sync + 'static {
    /// Which of them, as data.
    const KIND: OperationKind;
}

/// [`Create`] or [`Update`], as data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationKind {
    /// A row is being created.
    Create,
    /// A row is being changed.
    Update,
}

impl Operation for Create {
    const KIND: OperationKind = OperationKind::Create;
}

impl Operation for Update {
    const KIND: OperationKind = OperationKind::Update;
}

/// Values to write to a row of `M`, by index into [`Table::columns`](super::Table::columns).
/// `derive(Dao)` wraps it with a setter per column.
#[derive(Debug)]
pub struct Patch<M, O = Create> {
    pub(crate) values: Values,
    marker: PhantomData<fn() -> (M, O)>,
}

impl<M, O> Clone for Patch<M, O> {
    fn clone(&self) -> Self {
        Self {
            values: self.values.clone(),
            marker: PhantomData,
        }
    }
}

/// What a [`Patch`] holds, without the model's type.
#[derive(Debug, Clone, Default)]
pub(crate) struct Values {
    /// The values that were set, sorted by column; a column stands in it once.
    pub(crate) set: Vec<(usize, Datum<'static>)>,
    /// The key of the row to change.
    pub(crate) key: Vec<Datum<'static>>,
    /// The first value that could not be encoded, with its column.
    pub(crate) failure: Option<(usize, EncodeError)>,
}

impl Values {
    pub(crate) fn set(&mut self, column: usize, value: Datum<'static>) {
        // Setters mostly come in the order of the columns, so the place is looked for from the end.
        let at = self.set.iter().rposition(|(other, _)| *other <= column);
        match at {
            Some(at) if self.set[at].0 == column => self.set[at].1 = value,
            Some(at) => self.set.insert(at + 1, (column, value)),
            None => self.set.insert(0, (column, value)),
        }
    }

    pub(crate) fn get(&self, column: usize) -> Option<&Datum<'static>> {
        self.set
            .binary_search_by_key(&column, |(column, _)| *column)
            .ok()
            .map(|at| &self.set[at].1)
    }
}

impl<M: Model> Patch<M, Create> {
    /// No values yet.
    pub fn create() -> Self {
        Self::new(Vec::new())
    }
}

impl<M: Model> Patch<M, Update> {
    /// No values yet, for the row with this key.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a key is given as `5` or `&id`, and both are values"
    )]
    pub fn update(key: impl AsKey<M::Key>) -> Self {
        Self::new(key.as_key().into_iter().map(Datum::into_owned).collect())
    }
}

// No bounds: each would be proven at every setter of every model.
impl<M, O> Patch<M, O> {
    fn new(key: Vec<Datum<'static>>) -> Self {
        Self {
            values: Values {
                key,
                ..Values::default()
            },
            marker: PhantomData,
        }
    }

    /// Sets a column.
    #[must_use]
    pub fn set<T: Value>(mut self, column: usize, value: T) -> Self {
        self.values.set(column, value.into_datum());
        self
    }

    /// Sets a column to what `value` becomes.
    #[must_use]
    pub fn set_into<T: Value>(self, column: usize, value: impl Into<T>) -> Self {
        self.set(column, value.into())
    }

    /// Sets a nullable column.
    #[must_use]
    pub fn set_nullable<T: Value>(mut self, column: usize, value: impl IntoNullable<T>) -> Self {
        self.values
            .set(column, value.into_nullable().map_or(Datum::Null, T::into_datum));
        self
    }

    /// Sets a JSON column to a value of a type of the user's.
    ///
    /// What cannot be serialised is an error when the statement is executed.
    #[must_use]
    pub fn set_json<T: Serialize>(mut self, column: usize, value: &T) -> Self {
        self.values.set_encoded(column, Datum::json(value));
        self
    }

    /// Sets a nullable JSON column to a value of a type of the user's; `None` is NULL.
    ///
    /// What cannot be serialised is an error when the statement is executed.
    #[must_use]
    pub fn set_nullable_json<T: Serialize>(mut self, column: usize, value: impl IntoNullable<T>) -> Self {
        let value = value
            .into_nullable()
            .map_or(Ok(Datum::Null), |value| Datum::json(&value));
        self.values.set_encoded(column, value);
        self
    }
}

impl Values {
    fn set_encoded(&mut self, column: usize, value: Result<Datum<'static>, EncodeError>) {
        match value {
            Ok(value) => self.set(column, value),
            Err(error) => {
                self.failure.get_or_insert((column, error));
            }
        }
    }
}

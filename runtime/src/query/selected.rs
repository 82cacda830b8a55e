//! `select_as`: what is selected, as a struct of the user's.

use super::Query;
use super::selection::Selection;
use crate::row::Row;
use crate::value::DecodeError;

/// A struct that a row of what is selected becomes: `#[derive(Row)]`, whose fields take the parts in their order.
#[diagnostic::on_unimplemented(
    message = "a row of this selection is `{R}`, which is no `{Self}`",
    label = "its fields are others",
    note = "`#[derive(Row)]` takes what is selected for the fields in their order: as many parts as there are fields, of the same \
            types; what a left join may not find is an `Option`"
)]
pub trait Selected<R> {
    /// The struct.
    fn selected(row: R) -> Self;
}

fn read<T: Selected<X::Row>, X: Selection<S, P>, S, P>(row: &mut Row<'_>) -> Result<T, DecodeError> {
    X::read(row).map(T::selected)
}

impl<R, S> Query<R, S> {
    /// As [`select`](Self::select), into a struct whose fields have the types of the parts, in their order.
    ///
    /// ```
    /// use tablesmith::prelude::*;
    ///
    /// # #[derive(Debug, Dao)]
    /// # #[dao(table = "note", primary_key(columns(id)))]
    /// # struct Note {
    /// #     id: i64,
    /// #     stars: Option<i32>,
    /// # }
    /// #[derive(Debug, Row)]
    /// struct Stars {
    ///     stars: Option<i32>,
    ///     notes: i64,
    /// }
    ///
    /// # async fn example(db: &tablesmith::Db) -> tablesmith::Result<()> {
    /// let stars: Vec<Stars> = Note::query()
    ///     .group_by(Note::STARS)
    ///     .select_as((Note::STARS, count_rows()))
    ///     .all(db)
    ///     .await?;
    /// # Ok(()) }
    /// ```
    pub fn select_as<T, X, P>(self, selection: X) -> Query<T, X::After>
    where
        X: Selection<S, P>,
        T: Selected<X::Row>,
    {
        let selected = self.select(selection);
        Query::assembled(selected.data, read::<T, X, S, P>, ())
    }
}

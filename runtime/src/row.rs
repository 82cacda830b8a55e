//! A row of either driver.

use serde::de::DeserializeOwned;

use crate::value::{Datum, DatumRef, DecodeError, FieldValue, decode_json};

/// A row of either driver, read from left to right: `User { id: row.next()?, name: row.next()? }`.
#[derive(Debug)]
pub struct Row<'a> {
    source: Source<'a>,
    at: usize,
}

#[derive(Debug)]
enum Source<'a> {
    #[cfg(feature = "postgres")]
    Postgres(&'a tokio_postgres::Row),
    #[cfg(feature = "sqlite")]
    Sqlite(&'a rusqlite::Row<'a>),
    Values(&'a [DatumRef<'a>]),
}

impl<'a> Row<'a> {
    /// A row of values that are already there, for tests of `decode`.
    pub fn of(values: &'a [DatumRef<'a>]) -> Self {
        Self {
            source: Source::Values(values),
            at: 0,
        }
    }

    #[cfg(feature = "postgres")]
    pub(crate) fn postgres(row: &'a tokio_postgres::Row) -> Self {
        Self {
            source: Source::Postgres(row),
            at: 0,
        }
    }

    #[cfg(feature = "sqlite")]
    pub(crate) fn sqlite(row: &'a rusqlite::Row<'a>) -> Self {
        Self {
            source: Source::Sqlite(row),
            at: 0,
        }
    }

    /// The index of the value that was read last.
    pub(crate) fn last_read(&self) -> usize {
        self.at.saturating_sub(1)
    }

    /// The next value.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] where it is no value of this type, or where the row has ended.
    #[inline]
    #[expect(clippy::should_implement_trait, reason = "each value has its own type")]
    pub fn next<T: FieldValue>(&mut self) -> Result<T, DecodeError> {
        let datum = self.next_datum()?;
        T::from_field(datum)
    }

    /// The next values, as a tuple: cheaper to compile than one call for each.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] where one is no value of its type, or where the row has ended.
    #[inline]
    pub fn read<T: RowValues>(&mut self) -> Result<T, DecodeError> {
        T::read(self)
    }

    /// The next value, which is JSON, as a type of the user's; NULL reads like JSON's `null`.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] where it is not JSON of this shape, or where the row has ended.
    pub fn next_json<T: DeserializeOwned>(&mut self) -> Result<T, DecodeError> {
        let datum = self.next_datum()?;
        decode_json(datum)
    }

    /// The values that are left, owned.
    pub(crate) fn rest(&mut self) -> Result<Vec<Datum<'static>>, DecodeError> {
        let length = match &self.source {
            #[cfg(feature = "postgres")]
            Source::Postgres(row) => row.len(),
            #[cfg(feature = "sqlite")]
            Source::Sqlite(row) => row.as_ref().column_count(),
            Source::Values(values) => values.len(),
        };
        let mut rest = Vec::with_capacity(length.saturating_sub(self.at));
        while self.at < length {
            rest.push(self.next_datum()?.to_owned()?);
        }
        Ok(rest)
    }

    /// Steps over values.
    pub(crate) fn skip(&mut self, count: usize) {
        self.at += count;
    }

    #[inline]
    fn next_datum(&mut self) -> Result<DatumRef<'_>, DecodeError> {
        let at = self.at;
        self.at += 1;
        match &self.source {
            #[cfg(feature = "postgres")]
            Source::Postgres(row) => crate::driver::postgres::read(row, at),
            #[cfg(feature = "sqlite")]
            Source::Sqlite(row) => crate::driver::sqlite::read(row, at),
            Source::Values(values) => values
                .get(at)
                .copied()
                .ok_or_else(|| DecodeError::found("a column", "the end of the row")),
        }
    }
}

/// Values that follow one another in a row: tuples of one to twelve [`FieldValue`]s.
pub trait RowValues: Sized {
    /// The PostgreSQL type of each.
    const POSTGRES_TYPES: &'static [&'static str];

    /// Reads them.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] where one is no value of its type, or where the row has ended.
    fn read(row: &mut Row<'_>) -> Result<Self, DecodeError>;
}

macro_rules! tuples {
    ($($value:ident)*) => {
        impl<$($value: FieldValue),*> RowValues for ($($value,)*) {
            const POSTGRES_TYPES: &'static [&'static str] = &[$($value::FIELD_TYPE),*];

            #[inline]
            fn read(row: &mut Row<'_>) -> Result<Self, DecodeError> {
                Ok(($(row.next::<$value>()?,)*))
            }
        }
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);
tuples!(A B C D E F G H I J K);
tuples!(A B C D E F G H I J K L);

//! What can stand for a key or for a nullable value: `&str` for `String`, `212` for `Option<i32>`.

use crate::value::{Datum, Value};

/// A value that names a key of type `K`: the value, a reference to it, `&str` for a `String`, tuples for composite keys.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no key of type `{K}`",
    note = "give the key's value or a reference to it; composite keys are tuples in the key's order"
)]
pub trait AsKey<K>: Send + Sync {
    /// Appends the key's values, in its order.
    fn push_key<'a>(&'a self, values: &mut Vec<Datum<'a>>);

    /// The key's values, in its order.
    fn as_key(&self) -> Vec<Datum<'_>> {
        let mut values = Vec::with_capacity(1);
        self.push_key(&mut values);
        values
    }
}

impl<T: Value> AsKey<T> for T {
    fn push_key<'a>(&'a self, values: &mut Vec<Datum<'a>>) {
        values.push(self.to_datum());
    }
}

impl<T: Value> AsKey<T> for &T {
    fn push_key<'a>(&'a self, values: &mut Vec<Datum<'a>>) {
        values.push(self.to_datum());
    }
}

impl AsKey<String> for &str {
    fn push_key<'a>(&'a self, values: &mut Vec<Datum<'a>>) {
        values.push((*self).into());
    }
}

macro_rules! tuple_keys {
    ($($part:ident $key:ident $index:tt),*) => {
        impl<$($part, $key),*> AsKey<($($key,)*)> for ($($part,)*)
        where
            $($part: AsKey<$key>),*
        {
            fn push_key<'a>(&'a self, values: &mut Vec<Datum<'a>>) {
                $(self.$index.push_key(values);)*
            }
        }

        impl<$($part, $key),*> AsKey<($($key,)*)> for &($($part,)*)
        where
            $($part: AsKey<$key>),*
        {
            fn push_key<'a>(&'a self, values: &mut Vec<Datum<'a>>) {
                $(self.$index.push_key(values);)*
            }
        }
    };
}

tuple_keys!(A KA 0, B KB 1);
tuple_keys!(A KA 0, B KB 1, C KC 2);
tuple_keys!(A KA 0, B KB 1, C KC 2, D KD 3);
tuple_keys!(A KA 0, B KB 1, C KC 2, D KD 3, E KE 4);
tuple_keys!(A KA 0, B KB 1, C KC 2, D KD 3, E KE 4, F KF 5);

/// A value for a nullable column: the value, an `Option` of it, or `&str` for a `String`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value for a nullable column of type `{T}`",
    note = "give the value, `Some(value)` or `None`"
)]
pub trait IntoNullable<T> {
    /// The value, `None` for NULL.
    fn into_nullable(self) -> Option<T>;
}

impl<T> IntoNullable<T> for T {
    fn into_nullable(self) -> Option<T> {
        Some(self)
    }
}

impl<T> IntoNullable<T> for Option<T> {
    fn into_nullable(self) -> Option<T> {
        self
    }
}

impl IntoNullable<String> for &str {
    fn into_nullable(self) -> Option<String> {
        Some(self.to_owned())
    }
}

impl IntoNullable<String> for &String {
    fn into_nullable(self) -> Option<String> {
        Some(self.clone())
    }
}

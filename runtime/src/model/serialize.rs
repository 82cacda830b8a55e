//! What `derive(Serialize)` calls: one function over a tuple, which costs a model less to compile than a call for each
//! field.

use serde::ser::{Serialize, SerializeStruct, Serializer};

/// References to fields: tuples of one to twelve, and [`More`].
pub trait Fields {
    /// How many there are.
    const COUNT: usize;

    /// Writes them under their names.
    ///
    /// # Errors
    ///
    /// What the serializer or a field refuses.
    fn write<S: SerializeStruct>(self, names: &[&'static str], state: &mut S) -> Result<(), S::Error>;
}

/// Fields, and those that follow them.
#[derive(Debug)]
pub struct More<A, B>(pub A, pub B);

impl<A: Fields, B: Fields> Fields for More<A, B> {
    const COUNT: usize = A::COUNT + B::COUNT;

    fn write<S: SerializeStruct>(self, names: &[&'static str], state: &mut S) -> Result<(), S::Error> {
        let (first, rest) = names.split_at(A::COUNT);
        self.0.write(first, state)?;
        self.1.write(rest, state)
    }
}

impl Fields for () {
    const COUNT: usize = 0;

    fn write<S: SerializeStruct>(self, _: &[&'static str], _: &mut S) -> Result<(), S::Error> {
        Ok(())
    }
}

macro_rules! tuples {
    ($count:literal: $($field:ident $at:tt),*) => {
        impl<$($field: Serialize),*> Fields for ($(&$field,)*) {
            const COUNT: usize = $count;

            #[inline]
            fn write<S: SerializeStruct>(self, names: &[&'static str], state: &mut S) -> Result<(), S::Error> {
                $(state.serialize_field(names[$at], self.$at)?;)*
                Ok(())
            }
        }
    };
}

tuples!(1: A 0);
tuples!(2: A 0, B 1);
tuples!(3: A 0, B 1, C 2);
tuples!(4: A 0, B 1, C 2, D 3);
tuples!(5: A 0, B 1, C 2, D 3, E 4);
tuples!(6: A 0, B 1, C 2, D 3, E 4, F 5);
tuples!(7: A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuples!(8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuples!(9: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuples!(10: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuples!(11: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuples!(12: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);

/// Writes a struct.
///
/// # Errors
///
/// What the serializer or a field refuses.
#[inline]
pub fn serialize<S: Serializer, F: Fields>(
    name: &'static str,
    names: &'static [&'static str],
    fields: F,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut state = serializer.serialize_struct(name, F::COUNT)?;
    fields.write(names, &mut state)?;
    state.end()
}

//! Maps by name are written as lists of objects that carry their name: JSON keys cannot hold an [`ObjectName`].

macro_rules! by_name {
    ($module:ident, $object:ident, $name:ident, $field:ident) => {
        pub(super) mod $module {
            use std::collections::BTreeMap;

            use serde::de::Error;
            use serde::{Deserialize, Deserializer, Serializer};

            use crate::catalog::{$name, $object};

            pub(in crate::catalog) fn serialize<S: Serializer>(
                map: &BTreeMap<$name, $object>,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(map.values())
            }

            pub(in crate::catalog) fn deserialize<'de, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<BTreeMap<$name, $object>, D::Error> {
                let mut map = BTreeMap::new();
                for object in Vec::<$object>::deserialize(deserializer)? {
                    // A merge of two branches that kept both sides: taking either would lose the other.
                    if let Some(object) = map.insert(object.$field.clone(), object) {
                        return Err(D::Error::custom(format_args!(
                            "`{}` is there twice",
                            object.$field
                        )));
                    }
                }
                Ok(map)
            }
        }
    };
}

by_name!(enums, Enum, ObjectName, name);
by_name!(tables, Table, ObjectName, name);
by_name!(objects, SqlObject, ObjectId, id);

//! Maps by name are written as lists of objects that carry their name: JSON keys cannot hold an [`ObjectName`].

macro_rules! by_name {
    ($module:ident, $object:ident) => {
        pub(super) mod $module {
            use std::collections::BTreeMap;

            use serde::de::Error;
            use serde::{Deserialize, Deserializer, Serializer};

            use crate::catalog::{ObjectName, $object};

            pub(in crate::catalog) fn serialize<S: Serializer>(
                map: &BTreeMap<ObjectName, $object>,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(map.values())
            }

            pub(in crate::catalog) fn deserialize<'de, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<BTreeMap<ObjectName, $object>, D::Error> {
                let mut map = BTreeMap::new();
                for object in Vec::<$object>::deserialize(deserializer)? {
                    // A merge of two branches that kept both sides: taking either would lose the other.
                    if let Some(object) = map.insert(object.name.clone(), object) {
                        return Err(D::Error::custom(format_args!("`{}` is there twice", object.name)));
                    }
                }
                Ok(map)
            }
        }
    };
}

by_name!(enums, Enum);
by_name!(tables, Table);

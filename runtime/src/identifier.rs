//! Keys that are made here and not by the database.

use uuid::Uuid;

use crate::model::DefaultValue;
use crate::value::Datum;

/// The new value of a column that every update of a row moves; the clock is the database's.
pub(crate) fn made_at_update(update_default: DefaultValue) -> Option<Datum<'static>> {
    made_here(update_default, false)
}

/// The value of a default that is ours to make on this database.
pub(crate) fn made_here(default: DefaultValue, database_makes_uuids: bool) -> Option<Datum<'static>> {
    match default {
        DefaultValue::Nanoid => Some(nanoid::nanoid!().into()),
        DefaultValue::Ulid => Some(ulid::Ulid::generate().to_string().into()),
        DefaultValue::UuidV7 => Some(Datum::Uuid(Uuid::now_v7())),
        DefaultValue::Uuid if !database_makes_uuids => Some(Datum::Uuid(Uuid::new_v4())),
        DefaultValue::Value(make) => Some(make()),
        DefaultValue::Uuid | DefaultValue::None | DefaultValue::Database | DefaultValue::Now => None,
    }
}

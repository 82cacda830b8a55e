//! Dates, times and instants.

use jiff::{Timestamp, civil};

use super::{Datum, DatumRef, DecodeError, Value, timestamp_text};

macro_rules! time_value {
    ($type:ty, $variant:ident, $postgres:literal, $expected:literal, $parse:expr) => {
        impl Value for $type {
            const POSTGRES_TYPE: &'static str = $postgres;
            const POSTGRES_ARRAY: &'static str = concat!($postgres, "[]");

            fn to_datum(&self) -> Datum<'_> {
                Datum::$variant(*self)
            }

            fn into_datum(self) -> Datum<'static> {
                Datum::$variant(self)
            }

            #[inline]
            fn from_datum(datum: DatumRef<'_>) -> Result<Self, DecodeError> {
                match datum {
                    DatumRef::$variant(value) => Ok(value),
                    DatumRef::Text(text) => $parse(text),
                    datum => Err(DecodeError::new($expected, datum)),
                }
            }
        }
    };
}

time_value!(
    Timestamp,
    Timestamp,
    "timestamptz",
    "a timestamp",
    timestamp_text::parse_timestamp
);
time_value!(
    civil::DateTime,
    DateTime,
    "timestamp",
    "a date and time",
    parse::<civil::DateTime>
);
time_value!(civil::Date, Date, "date", "a date", parse::<civil::Date>);
time_value!(civil::Time, Time, "time", "a time", parse::<civil::Time>);

fn parse<T: std::str::FromStr>(text: &str) -> Result<T, DecodeError> {
    text.parse()
        .map_err(|_| DecodeError::found("a date or time", "text that is none"))
}

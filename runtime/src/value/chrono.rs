//! chrono's dates and times, for `dates = "chrono"`.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _, Utc};
use jiff::{Timestamp, civil};

use super::{Datum, DatumRef, DecodeError, Value};

macro_rules! chrono_value {
    ($type:ty, $through:ty, $to:expr, $from:expr) => {
        impl Value for $type {
            const POSTGRES_TYPE: &'static str = <$through>::POSTGRES_TYPE;
            const POSTGRES_ARRAY: &'static str = <$through>::POSTGRES_ARRAY;

            fn to_datum(&self) -> Datum<'_> {
                self.clone().into_datum()
            }

            /// chrono reaches further than the year 9999. What lies beyond is sent as text, for the database to refuse.
            fn into_datum(self) -> Datum<'static> {
                let converted: Option<$through> = $to(self);
                converted.map_or_else(|| self.to_string().into(), Value::into_datum)
            }

            fn from_datum(datum: DatumRef<'_>) -> Result<Self, DecodeError> {
                let value = <$through>::from_datum(datum)?;
                $from(value).ok_or_else(|| DecodeError::new("a date or time that chrono can hold", datum))
            }
        }
    };
}

chrono_value!(
    DateTime<Utc>,
    Timestamp,
    |value: Self| Timestamp::from_microsecond(value.timestamp_micros()).ok(),
    |value: Timestamp| DateTime::from_timestamp_micros(value.as_microsecond())
);
chrono_value!(NaiveDateTime, civil::DateTime, to_date_time, from_date_time);
chrono_value!(NaiveDate, civil::Date, to_date, from_date);
chrono_value!(NaiveTime, civil::Time, to_time, from_time);

fn to_date(value: NaiveDate) -> Option<civil::Date> {
    let year = i16::try_from(value.year()).ok()?;
    let month = i8::try_from(value.month()).ok()?;
    let day = i8::try_from(value.day()).ok()?;
    civil::Date::new(year, month, day).ok()
}

fn from_date(value: civil::Date) -> Option<NaiveDate> {
    let month = u32::try_from(value.month()).ok()?;
    let day = u32::try_from(value.day()).ok()?;
    NaiveDate::from_ymd_opt(value.year().into(), month, day)
}

/// chrono writes a leap second as 59 and more than a second of nanoseconds; no database keeps one, so it is its last
/// moment here.
fn to_time(value: NaiveTime) -> Option<civil::Time> {
    let part = |part: u32| i8::try_from(part).ok();
    let nanosecond = i32::try_from(value.nanosecond().min(999_999_999)).ok()?;
    civil::Time::new(
        part(value.hour())?,
        part(value.minute())?,
        part(value.second())?,
        nanosecond,
    )
    .ok()
}

fn from_time(value: civil::Time) -> Option<NaiveTime> {
    let part = |part: i8| u32::try_from(part).ok();
    let nanosecond = u32::try_from(value.subsec_nanosecond()).ok()?;
    NaiveTime::from_hms_nano_opt(
        part(value.hour())?,
        part(value.minute())?,
        part(value.second())?,
        nanosecond,
    )
}

fn to_date_time(value: NaiveDateTime) -> Option<civil::DateTime> {
    Some(civil::DateTime::from_parts(
        to_date(value.date())?,
        to_time(value.time())?,
    ))
}

fn from_date_time(value: civil::DateTime) -> Option<NaiveDateTime> {
    Some(NaiveDateTime::new(from_date(value.date())?, from_time(value.time())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back() {
        let text = "2024-02-29T23:59:58.123456";
        let naive: NaiveDateTime = text.parse().expect("valid");
        let Datum::DateTime(sent) = naive.to_datum() else {
            panic!("a date and time")
        };
        assert_eq!(sent.to_string(), text);
        assert_eq!(NaiveDateTime::from_datum(DatumRef::DateTime(sent)), Ok(naive));
        let instant = naive.and_utc();
        let Datum::Timestamp(sent) = instant.to_datum() else {
            panic!("an instant")
        };
        assert_eq!(sent.to_string(), format!("{text}Z"));
        assert_eq!(DateTime::<Utc>::from_datum(DatumRef::Timestamp(sent)), Ok(instant));
        assert!(matches!(NaiveDate::MAX.to_datum(), Datum::Text(_)));
    }
}

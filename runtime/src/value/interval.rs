//! Spans of time the way PostgreSQL holds them.

use std::fmt;
use std::str::FromStr;

use jiff::{Span, SpanRound, Unit};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Datum, DatumRef, DecodeError, Value};

/// A span of time: months, days and microseconds apart, because neither a month nor a day has a fixed length.
///
/// It is written as ISO 8601, the way SQLite holds it and JSON shows it.
///
/// ```
/// use tablesmith::Interval;
///
/// let span: Interval = "P1Y2M3DT4H5M6.5S".parse()?;
/// assert_eq!((span.months, span.days, span.microseconds), (14, 3, 14_706_500_000));
/// assert_eq!(span.to_string(), "P14M3DT14706.5S");
/// # Ok::<(), tablesmith::DecodeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Interval {
    /// Months; a year is 12 of them.
    pub months: i32,
    /// Days; a week is 7 of them.
    pub days: i32,
    /// Hours, minutes, seconds and less, in microseconds.
    pub microseconds: i64,
}

impl fmt::Display for Interval {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("P")?;
        if self.months != 0 {
            write!(formatter, "{}M", self.months)?;
        }
        if self.days != 0 {
            write!(formatter, "{}D", self.days)?;
        }
        if self.microseconds != 0 || (self.months == 0 && self.days == 0) {
            let sign = if self.microseconds < 0 { "-" } else { "" };
            let (seconds, fraction) = {
                let magnitude = self.microseconds.unsigned_abs();
                (magnitude / 1_000_000, magnitude % 1_000_000)
            };
            write!(formatter, "T{sign}{seconds}")?;
            if fraction != 0 {
                write!(formatter, ".{}", format!("{fraction:06}").trim_end_matches('0'))?;
            }
            formatter.write_str("S")?;
        }
        Ok(())
    }
}

impl FromStr for Interval {
    type Err = DecodeError;

    /// Reads ISO 8601 with a sign before any number, as PostgreSQL's `iso_8601` output has it: `P1M-2DT3S`.
    fn from_str(text: &str) -> Result<Self, DecodeError> {
        parse(text).ok_or_else(|| DecodeError::found("an interval in ISO 8601", "text that is none"))
    }
}

fn parse(text: &str) -> Option<Interval> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let mut rest = text.strip_prefix('P')?;
    if rest.is_empty() || rest == "T" {
        return None;
    }
    let mut in_time = false;
    let (mut months, mut days, mut microseconds) = (0_i64, 0_i64, 0_i64);
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('T') {
            in_time = true;
            rest = after;
            continue;
        }
        let end = rest.find(|character: char| character.is_ascii_alphabetic())?;
        let (number, unit) = (&rest[..end], rest.as_bytes()[end]);
        rest = &rest[end + 1..];
        match (in_time, unit) {
            (false, b'Y') => months = months.checked_add(whole(number)?.checked_mul(12)?)?,
            (false, b'M') => months = months.checked_add(whole(number)?)?,
            (false, b'W') => days = days.checked_add(whole(number)?.checked_mul(7)?)?,
            (false, b'D') => days = days.checked_add(whole(number)?)?,
            (true, b'H') => microseconds = microseconds.checked_add(scaled(number, 3_600_000_000)?)?,
            (true, b'M') => microseconds = microseconds.checked_add(scaled(number, 60_000_000)?)?,
            (true, b'S') => microseconds = microseconds.checked_add(scaled(number, 1_000_000)?)?,
            _ => return None,
        }
    }
    let sign = if negative { -1 } else { 1 };
    Some(Interval {
        months: i32::try_from(months * sign).ok()?,
        days: i32::try_from(days * sign).ok()?,
        microseconds: microseconds.checked_mul(sign)?,
    })
}

fn whole(number: &str) -> Option<i64> {
    number.parse().ok()
}

/// A number with at most six decimals, times a unit in microseconds.
fn scaled(number: &str, unit: i64) -> Option<i64> {
    let (negative, number) = match number.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, ""));
    let digits_only = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits_only(whole) || !digits_only(fraction) || fraction.len() > 9 {
        return None;
    }
    let mut value = whole.parse::<i64>().ok()?.checked_mul(unit)?;
    let mut place = unit;
    for digit in fraction.bytes() {
        place /= 10;
        value = value.checked_add(i64::from(digit - b'0') * place)?;
    }
    Some(if negative { -value } else { value })
}

impl TryFrom<Span> for Interval {
    type Error = jiff::Error;

    /// Years become 12 months and weeks 7 days; what is below a microsecond is an error.
    fn try_from(span: Span) -> Result<Self, jiff::Error> {
        let time = Span::new()
            .try_hours(span.get_hours())?
            .try_minutes(span.get_minutes())?
            .try_seconds(span.get_seconds())?
            .try_milliseconds(span.get_milliseconds())?
            .try_microseconds(span.get_microseconds())?
            .try_nanoseconds(span.get_nanoseconds())?
            .round(SpanRound::new().largest(Unit::Microsecond).smallest(Unit::Microsecond))?;
        Ok(Self {
            months: i32::from(span.get_years()) * 12 + span.get_months(),
            days: span.get_weeks() * 7 + span.get_days(),
            microseconds: time.get_microseconds(),
        })
    }
}

impl TryFrom<Interval> for Span {
    type Error = jiff::Error;

    /// An error where the parts have different signs, or are beyond what a `Span` holds.
    fn try_from(interval: Interval) -> Result<Self, jiff::Error> {
        Self::new()
            .try_months(interval.months)?
            .try_days(interval.days)?
            .try_microseconds(interval.microseconds)
    }
}

impl Serialize for Interval {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Interval {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl Value for Interval {
    const POSTGRES_TYPE: &'static str = "interval";
    const POSTGRES_ARRAY: &'static str = "interval[]";

    fn to_datum(&self) -> Datum<'_> {
        Datum::Interval(*self)
    }

    fn into_datum(self) -> Datum<'static> {
        Datum::Interval(self)
    }

    fn from_datum(datum: DatumRef<'_>) -> Result<Self, DecodeError> {
        match datum {
            DatumRef::Interval(value) => Ok(value),
            DatumRef::Text(text) => text.parse(),
            datum => Err(DecodeError::new("an interval", datum)),
        }
    }
}

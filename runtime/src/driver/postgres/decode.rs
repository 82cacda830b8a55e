//! PostgreSQL's binary formats, read without allocating. The formats are those of the `…_send` functions in
//! PostgreSQL's `src/backend/utils/adt`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::types::MacAddress;
use cidr::IpInet;
use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, civil};
use rust_decimal::Decimal;
use tokio_postgres::types::{FromSql, Kind, Type};
use uuid::Uuid;

use crate::value::{ArrayRef, DatumRef, DecodeError, Interval};

/// 2000-01-01, where PostgreSQL counts from, as microseconds and as days since 1970-01-01.
const EPOCH_MICROSECONDS: i64 = 946_684_800_000_000;
const EPOCH: Date = civil::date(2000, 1, 1);
const MICROSECONDS_A_DAY: i64 = 86_400_000_000;

/// The value in column `at` of a row.
#[inline]
pub(crate) fn read(row: &tokio_postgres::Row, at: usize) -> Result<DatumRef<'_>, DecodeError> {
    match row.try_get::<usize, Read<'_>>(at) {
        Ok(Read(datum)) => Ok(datum),
        Err(error) => Err(DecodeError::found("a column", error.to_string())),
    }
}

struct Read<'a>(DatumRef<'a>);

impl<'a> FromSql<'a> for Read<'a> {
    #[inline]
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        if matches!(kind.kind(), Kind::Array(_)) {
            return Ok(Self(DatumRef::Array(ArrayRef { raw })));
        }
        Ok(Self(decode(kind.oid(), raw)))
    }

    #[inline]
    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(DatumRef::Null))
    }

    #[inline]
    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A value by the number of its type (`pg_type.dat`); a type without a case here is read as text, which is how
/// enums, `citext` and the like are sent.
#[inline]
fn decode(oid: u32, raw: &[u8]) -> DatumRef<'_> {
    let decoded = match oid {
        25 | 1043 | 1042 | 19 | 18 => text(raw),
        23 => fixed(raw).map(|bytes| DatumRef::Integer(i32::from_be_bytes(bytes).into())),
        20 => fixed(raw).map(|bytes| DatumRef::Integer(i64::from_be_bytes(bytes))),
        1184 => timestamp(raw),
        16 => fixed(raw).map(|[byte]| DatumRef::Boolean(byte != 0)),
        21 => fixed(raw).map(|bytes| DatumRef::Integer(i16::from_be_bytes(bytes).into())),
        26 => fixed(raw).map(|bytes| DatumRef::Integer(u32::from_be_bytes(bytes).into())),
        2950 => fixed(raw).map(|bytes| DatumRef::Uuid(Uuid::from_bytes(bytes))),
        3802 => jsonb(raw),
        114 => std::str::from_utf8(raw).ok().map(DatumRef::Json),
        700 => fixed(raw).map(|bytes| DatumRef::Float(f32::from_be_bytes(bytes).into())),
        701 => fixed(raw).map(|bytes| DatumRef::Float(f64::from_be_bytes(bytes))),
        1700 => Some(decimal(raw)),
        17 => Some(DatumRef::Bytes(raw)),
        1114 => date_time(raw),
        1082 => date(raw),
        1083 => time(raw),
        1186 => interval(raw),
        869 | 650 => network(raw),
        829 => fixed(raw).map(|bytes| DatumRef::MacAddress(MacAddress::new(bytes))),
        _ => Some(text(raw).unwrap_or(DatumRef::Unreadable("a value of a type without a Rust counterpart"))),
    };
    decoded.unwrap_or(DatumRef::Unreadable("bytes that are no value of the column's type"))
}

fn text(raw: &[u8]) -> Option<DatumRef<'_>> {
    std::str::from_utf8(raw).ok().map(DatumRef::Text)
}

fn fixed<const N: usize>(raw: &[u8]) -> Option<[u8; N]> {
    raw.try_into().ok()
}

/// A version byte, then text.
fn jsonb(raw: &[u8]) -> Option<DatumRef<'_>> {
    let text = raw.strip_prefix(&[1])?;
    std::str::from_utf8(text).ok().map(DatumRef::Json)
}

fn timestamp(raw: &[u8]) -> Option<DatumRef<'static>> {
    let microseconds = i64::from_be_bytes(fixed(raw)?);
    if matches!(microseconds, i64::MIN | i64::MAX) {
        return Some(DatumRef::Unreadable("an infinite timestamp"));
    }
    let value = microseconds
        .checked_add(EPOCH_MICROSECONDS)
        .and_then(|since_1970| Timestamp::from_microsecond(since_1970).ok());
    Some(value.map_or(
        DatumRef::Unreadable("a timestamp beyond the year 9999"),
        DatumRef::Timestamp,
    ))
}

fn date_time(raw: &[u8]) -> Option<DatumRef<'static>> {
    let microseconds = i64::from_be_bytes(fixed(raw)?);
    if matches!(microseconds, i64::MIN | i64::MAX) {
        return Some(DatumRef::Unreadable("an infinite timestamp"));
    }
    let day = day_since_2000(microseconds.div_euclid(MICROSECONDS_A_DAY));
    let time = time_of_day(microseconds.rem_euclid(MICROSECONDS_A_DAY));
    Some(match (day, time) {
        (Some(day), Some(time)) => DatumRef::DateTime(DateTime::from_parts(day, time)),
        _ => DatumRef::Unreadable("a timestamp beyond the year 9999"),
    })
}

fn date(raw: &[u8]) -> Option<DatumRef<'static>> {
    let days = i32::from_be_bytes(fixed(raw)?);
    if matches!(days, i32::MIN | i32::MAX) {
        return Some(DatumRef::Unreadable("an infinite date"));
    }
    Some(day_since_2000(days.into()).map_or(DatumRef::Unreadable("a date beyond the year 9999"), DatumRef::Date))
}

fn day_since_2000(days: i64) -> Option<Date> {
    EPOCH.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

fn time(raw: &[u8]) -> Option<DatumRef<'static>> {
    let microseconds = i64::from_be_bytes(fixed(raw)?);
    Some(time_of_day(microseconds).map_or(DatumRef::Unreadable("the time 24:00"), DatumRef::Time))
}

fn time_of_day(microseconds: i64) -> Option<Time> {
    let seconds = microseconds / 1_000_000;
    let nanosecond = i32::try_from(microseconds % 1_000_000 * 1000).ok()?;
    let part = |value: i64| i8::try_from(value).ok();
    Time::new(
        part(seconds / 3600)?,
        part(seconds / 60 % 60)?,
        part(seconds % 60)?,
        nanosecond,
    )
    .ok()
}

fn interval(raw: &[u8]) -> Option<DatumRef<'static>> {
    let (microseconds, rest) = raw.split_first_chunk()?;
    let (days, months) = rest.split_first_chunk()?;
    Some(DatumRef::Interval(Interval {
        months: i32::from_be_bytes(fixed(months)?),
        days: i32::from_be_bytes(*days),
        microseconds: i64::from_be_bytes(*microseconds),
    }))
}

/// Family, bits, whether it is a cidr, number of bytes, bytes.
fn network(raw: &[u8]) -> Option<DatumRef<'static>> {
    let ([_, bits, _, _], address) = raw.split_first_chunk()?;
    let address = match address.len() {
        4 => IpAddr::V4(Ipv4Addr::from(fixed::<4>(address)?)),
        _ => IpAddr::V6(Ipv6Addr::from(fixed::<16>(address)?)),
    };
    IpInet::new(address, *bits).ok().map(DatumRef::Network)
}

/// Number of digits to the base of 10,000, weight of the first, sign, digits after the point, the digits.
fn decimal(raw: &[u8]) -> DatumRef<'static> {
    const TOO_LONG: DatumRef<'static> = DatumRef::Unreadable("a decimal of more than 28 digits");
    let word = |at: usize| {
        let bytes: Option<[u8; 2]> = raw.get(at..at + 2).and_then(|bytes| bytes.try_into().ok());
        bytes.map(i16::from_be_bytes)
    };
    let (Some(count), Some(weight), Some(sign), Some(scale)) = (word(0), word(2), word(4), word(6)) else {
        return DatumRef::Unreadable("bytes that are no decimal");
    };
    let negative = match sign {
        0 => false,
        0x4000 => true,
        _ => return DatumRef::Unreadable("a decimal that is not a finite number"),
    };
    let (Ok(count), Ok(scale)) = (usize::try_from(count), u32::try_from(scale)) else {
        return DatumRef::Unreadable("bytes that are no decimal");
    };
    let mut mantissa = 0_i128;
    for at in 0..count {
        let digit = word(8 + 2 * at).unwrap_or(0);
        let Some(next) = mantissa
            .checked_mul(10_000)
            .and_then(|value| value.checked_add(digit.into()))
        else {
            return TOO_LONG;
        };
        mantissa = next;
    }
    // The last digit stands at 10,000 to this power; from there to the scale that is asked for.
    let last = i32::from(weight) - i32::try_from(count).unwrap_or(i32::MAX) + 1;
    let shift = 4 * last + i32::try_from(scale).unwrap_or(i32::MAX);
    let power = 10_i128.checked_pow(shift.unsigned_abs());
    let shifted = match (mantissa, power) {
        (0, _) => Some(0),
        (_, None) => None,
        // What is cut off here is zero: PostgreSQL stores no digit beyond the scale.
        (mantissa, Some(power)) if shift < 0 => Some(mantissa / power),
        (mantissa, Some(power)) => mantissa.checked_mul(power),
    };
    let signed = shifted.map(|value| if negative { -value } else { value });
    signed
        .and_then(|value| Decimal::try_from_i128_with_scale(value, scale).ok())
        .map_or(TOO_LONG, DatumRef::Decimal)
}

/// The elements of an array: number of dimensions, whether it has NULLs, type of the elements, length and lower
/// bound of each dimension, then each element with its length before it, -1 for NULL.
pub(crate) fn read_array(raw: &[u8]) -> Result<impl Iterator<Item = Result<DatumRef<'_>, DecodeError>>, DecodeError> {
    let broken = || DecodeError::found("an array", "bytes that are none");
    let (dimensions, rest) = word(raw).ok_or_else(broken)?;
    let (_, rest) = word(rest).ok_or_else(broken)?;
    let (oid, mut rest) = word(rest).ok_or_else(broken)?;
    if dimensions > 1 {
        return Err(DecodeError::found("an array of one dimension", "one of several"));
    }
    let mut left = 0;
    if dimensions == 1 {
        let (length, after) = word(rest).ok_or_else(broken)?;
        let (_, after) = word(after).ok_or_else(broken)?;
        left = length;
        rest = after;
    }
    Ok(std::iter::from_fn(move || {
        if left == 0 {
            return None;
        }
        left -= 1;
        let Some((length, after)) = word(rest) else {
            return Some(Err(broken()));
        };
        rest = after;
        // -1 as unsigned.
        if length == u32::MAX {
            return Some(Ok(DatumRef::Null));
        }
        match rest.split_at_checked(length as usize) {
            Some((element, after)) => {
                rest = after;
                Some(Ok(decode(oid, element)))
            }
            None => Some(Err(broken())),
        }
    }))
}

fn word(raw: &[u8]) -> Option<(u32, &[u8])> {
    let (bytes, rest) = raw.split_first_chunk()?;
    Some((u32::from_be_bytes(*bytes), rest))
}

//! Parameters in PostgreSQL's formats, by the type that the statement gives each.

use std::error::Error;

use bytes::{BufMut as _, BytesMut};
use jiff::civil;
use rust_decimal::Decimal;
use tokio_postgres::types::{Format, IsNull, Kind, ToSql, Type, to_sql_checked};

use crate::value::{Datum, push_text, text_of};

type Refusal = Box<dyn Error + Sync + Send>;

/// 2000-01-01, where PostgreSQL counts from, in microseconds since 1970-01-01.
const EPOCH_MICROSECONDS: i64 = 946_684_800_000_000;
const EPOCH: civil::Date = civil::date(2000, 1, 1);
const MICROSECONDS_A_DAY: i64 = 86_400_000_000;

/// A parameter in the binary format of the statement's type.
#[derive(Debug)]
pub(crate) struct Binary<'a, 'd>(pub(crate) &'a Datum<'d>);

impl ToSql for Binary<'_, '_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Refusal> {
        if self.0.is_null() {
            return Ok(IsNull::Yes);
        }
        encode(self.0, kind, out)?;
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A parameter as text, whatever its type.
#[derive(Debug)]
pub(crate) struct Text<'a, 'd>(pub(crate) &'a Datum<'d>);

impl ToSql for Text<'_, '_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Refusal> {
        if self.0.is_null() {
            return Ok(IsNull::Yes);
        }
        put_text(self.0, out)?;
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    to_sql_checked!();
}

/// Text, which on PostgreSQL cannot hold the character NUL.
fn put_text(datum: &Datum<'_>, out: &mut BytesMut) -> Result<(), Refusal> {
    match datum {
        Datum::Text(text) | Datum::Json(text) => put_characters(text, out),
        datum => {
            let mut text = String::new();
            push_text(&mut text, datum);
            put_characters(&text, out)
        }
    }
}

fn put_characters(text: &str, out: &mut BytesMut) -> Result<(), Refusal> {
    if text.contains('\0') {
        return Err("PostgreSQL's text cannot hold the character NUL".into());
    }
    out.put_slice(text.as_bytes());
    Ok(())
}

/// Where the value is none of the parameter's type, it is refused: PostgreSQL is never left to guess.
fn encode(datum: &Datum<'_>, kind: &Type, out: &mut BytesMut) -> Result<(), Refusal> {
    match kind.kind() {
        Kind::Array(element) => return encode_array(datum, element, out),
        Kind::Domain(base) => return encode(datum, base, out),
        Kind::Enum(_) => return put_text(datum, out),
        _ => {}
    }
    match (datum, kind) {
        (_, &Type::TEXT | &Type::VARCHAR | &Type::BPCHAR | &Type::NAME | &Type::CHAR | &Type::UNKNOWN) => {
            put_text(datum, out)?;
        }
        (Datum::Boolean(value), &Type::BOOL) => out.put_u8(u8::from(*value)),
        (Datum::Integer(value), &Type::INT2) => out.put_i16(in_range(*value, kind)?),
        (Datum::Integer(value), &Type::INT4) => out.put_i32(in_range(*value, kind)?),
        (Datum::Integer(value), &Type::INT8) => out.put_i64(*value),
        (Datum::Integer(value), &Type::OID) => out.put_u32(in_range(*value, kind)?),
        (Datum::Integer(value), &Type::NUMERIC) => put_decimal(Decimal::from(*value), out),
        #[expect(clippy::cast_precision_loss, reason = "the column holds nothing more precise")]
        (Datum::Integer(value), &Type::FLOAT8) => out.put_f64(*value as f64),
        #[expect(clippy::cast_precision_loss, reason = "the column holds nothing more precise")]
        (Datum::Integer(value), &Type::FLOAT4) => out.put_f32(*value as f32),
        (Datum::Float(value), &Type::FLOAT8) => out.put_f64(*value),
        #[expect(clippy::cast_possible_truncation, reason = "the column holds single precision")]
        (Datum::Float(value), &Type::FLOAT4) => out.put_f32(*value as f32),
        (Datum::Decimal(value), &Type::NUMERIC) => put_decimal(*value, out),
        (Datum::Bytes(value), &Type::BYTEA) => out.put_slice(value),
        (Datum::Uuid(value), &Type::UUID) => out.put_slice(value.as_bytes()),
        (Datum::Timestamp(value), &Type::TIMESTAMPTZ | &Type::TIMESTAMP) => {
            out.put_i64(value.as_microsecond() - EPOCH_MICROSECONDS);
        }
        (Datum::DateTime(value), &Type::TIMESTAMP) => {
            let days = i64::from(days_since_2000(value.date())?);
            out.put_i64(days * MICROSECONDS_A_DAY + microseconds_of_day(value.time()));
        }
        (Datum::Date(value), &Type::DATE) => out.put_i32(days_since_2000(*value)?),
        (Datum::Time(value), &Type::TIME) => out.put_i64(microseconds_of_day(*value)),
        (Datum::Interval(value), &Type::INTERVAL) => {
            out.put_i64(value.microseconds);
            out.put_i32(value.days);
            out.put_i32(value.months);
        }
        (Datum::Json(text) | Datum::Text(text), &Type::JSON) => put_characters(text, out)?,
        (Datum::Json(text) | Datum::Text(text), &Type::JSONB) => {
            out.put_u8(1);
            put_characters(text, out)?;
        }
        (Datum::Network(value), &Type::INET | &Type::CIDR) => put_network(value, kind, out),
        (Datum::MacAddress(value), &Type::MACADDR) => out.put_slice(value.as_slice()),
        (Datum::Text(text), kind) => parse_and_encode(text, kind, out)?,
        (datum, kind) => {
            return Err(format!("{} does not fit a parameter of the type {kind}", name(datum)).into());
        }
    }
    Ok(())
}

/// Text for a type that has a format of its own, as where `rust = "String"` stands for it.
fn parse_and_encode(text: &str, kind: &Type, out: &mut BytesMut) -> Result<(), Refusal> {
    let datum = match *kind {
        Type::UUID => Datum::Uuid(text.parse()?),
        Type::NUMERIC => Datum::Decimal(text.parse()?),
        Type::TIMESTAMPTZ => Datum::Timestamp(text.parse()?),
        Type::TIMESTAMP => Datum::DateTime(text.parse()?),
        Type::DATE => Datum::Date(text.parse()?),
        Type::TIME => Datum::Time(text.parse()?),
        Type::INTERVAL => Datum::Interval(text.parse()?),
        Type::INET | Type::CIDR => Datum::Network(text.parse()?),
        _ => return Err(format!("text does not fit a parameter of the type {kind}").into()),
    };
    encode(&datum, kind, out)
}

fn name(datum: &Datum<'_>) -> &'static str {
    match datum {
        Datum::Null => "NULL",
        Datum::Boolean(_) => "a boolean",
        Datum::Integer(_) => "an integer",
        Datum::Float(_) => "a float",
        Datum::Text(_) => "text",
        Datum::Bytes(_) => "bytes",
        Datum::Uuid(_) => "a UUID",
        Datum::Decimal(_) => "a decimal",
        Datum::Date(_) => "a date",
        Datum::Time(_) => "a time",
        Datum::DateTime(_) => "a date and time",
        Datum::Timestamp(_) => "a timestamp",
        Datum::Interval(_) => "an interval",
        Datum::Json(_) => "JSON",
        Datum::Network(_) => "a network address",
        Datum::MacAddress(_) => "a MAC address",
        Datum::Array(_) => "an array",
    }
}

fn in_range<T: TryFrom<i64>>(value: i64, kind: &Type) -> Result<T, Refusal> {
    T::try_from(value).map_err(|_| format!("{value} is out of range for the type {kind}").into())
}

fn days_since_2000(date: civil::Date) -> Result<i32, Refusal> {
    Ok(EPOCH.until(date)?.get_days())
}

fn microseconds_of_day(time: civil::Time) -> i64 {
    let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    seconds * 1_000_000 + i64::from(time.subsec_nanosecond()) / 1000
}

/// Family (2 for IPv4, 3 for IPv6), bits, whether it is a cidr, number of bytes, bytes.
fn put_network(value: &cidr::IpInet, kind: &Type, out: &mut BytesMut) {
    let is_cidr = u8::from(*kind == Type::CIDR);
    match value.address() {
        std::net::IpAddr::V4(address) => {
            out.put_slice(&[2, value.network_length(), is_cidr, 4]);
            out.put_slice(&address.octets());
        }
        std::net::IpAddr::V6(address) => {
            out.put_slice(&[3, value.network_length(), is_cidr, 16]);
            out.put_slice(&address.octets());
        }
    }
}

/// Number of digits to the base of 10,000, weight of the first, sign, digits after the point, the digits.
fn put_decimal(value: Decimal, out: &mut BytesMut) {
    let scale = value.scale();
    let mut rest = value.mantissa().unsigned_abs();
    // Groups of four digits count from the point, so the last group is filled up with zeros.
    let padding = (4 - scale % 4) % 4;
    rest *= 10_u128.pow(padding);
    let mut digits = Vec::with_capacity(9);
    while rest > 0 {
        digits.push(u16::try_from(rest % 10_000).unwrap_or(0));
        rest /= 10_000;
    }
    let after_point = i16::try_from((scale + padding) / 4).unwrap_or(0);
    let count = i16::try_from(digits.len()).unwrap_or(0);
    out.put_i16(count);
    out.put_i16(count - after_point - 1);
    out.put_u16(if value.is_sign_negative() && count > 0 {
        0x4000
    } else {
        0
    });
    out.put_u16(u16::try_from(scale).unwrap_or(0));
    for digit in digits.into_iter().rev() {
        out.put_u16(digit);
    }
}

/// Number of dimensions, whether it has NULLs, type of the elements, length and lower bound, then each element with
/// its length before it, -1 for NULL.
fn encode_array(datum: &Datum<'_>, element: &Type, out: &mut BytesMut) -> Result<(), Refusal> {
    let Datum::Array(elements) = datum else {
        return Err(format!("{} does not fit a parameter of the type {element}[]", name(datum)).into());
    };
    out.put_i32(i32::from(!elements.is_empty()));
    out.put_i32(i32::from(elements.iter().any(Datum::is_null)));
    out.put_u32(element.oid());
    if elements.is_empty() {
        return Ok(());
    }
    out.put_i32(i32::try_from(elements.len())?);
    out.put_i32(1);
    for datum in elements {
        if datum.is_null() {
            out.put_i32(-1);
            continue;
        }
        let length_at = out.len();
        out.put_i32(0);
        match datum {
            // An array within an array of text is a literal, which the statement casts.
            Datum::Array(_) => out.put_slice(text_of(datum).as_bytes()),
            datum => encode(datum, element, out)?,
        }
        let length = i32::try_from(out.len() - length_at - 4)?;
        out[length_at..length_at + 4].copy_from_slice(&length.to_be_bytes());
    }
    Ok(())
}

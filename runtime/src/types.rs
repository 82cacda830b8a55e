//! The types of values under names that generated code uses, so that it depends on nothing but this crate.

pub use advmac::MacAddr6 as MacAddress;
pub use cidr::{IpCidr, IpInet};
pub use jiff::Timestamp;
pub use jiff::civil::{Date, DateTime, Time};
pub use rust_decimal::Decimal;
pub use serde_json::Value as Json;
pub use uuid::Uuid;

pub use crate::value::Interval;

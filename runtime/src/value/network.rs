//! Network and hardware addresses.

use crate::types::MacAddress;
use cidr::{IpCidr, IpInet};

use super::{Datum, DatumRef, DecodeError, Value};

impl Value for IpInet {
    const POSTGRES_TYPE: &'static str = "inet";
    const POSTGRES_ARRAY: &'static str = "inet[]";

    fn to_datum(&self) -> Datum<'_> {
        Datum::Network(*self)
    }

    fn into_datum(self) -> Datum<'static> {
        Datum::Network(self)
    }

    fn from_datum(datum: DatumRef<'_>) -> Result<Self, DecodeError> {
        match datum {
            DatumRef::Network(value) => Ok(value),
            DatumRef::Text(text) => text
                .parse()
                .map_err(|_| DecodeError::found("a network address", "text that is none")),
            datum => Err(DecodeError::new("a network address", datum)),
        }
    }
}

impl Value for IpCidr {
    const POSTGRES_TYPE: &'static str = "cidr";
    const POSTGRES_ARRAY: &'static str = "cidr[]";

    fn to_datum(&self) -> Datum<'_> {
        Datum::Network(first_address(*self))
    }

    fn into_datum(self) -> Datum<'static> {
        Datum::Network(first_address(self))
    }

    fn from_datum(datum: DatumRef<'_>) -> Result<Self, DecodeError> {
        IpInet::from_datum(datum).map(|value| value.network())
    }
}

fn first_address(network: IpCidr) -> IpInet {
    match network {
        IpCidr::V4(network) => IpInet::V4(network.first()),
        IpCidr::V6(network) => IpInet::V6(network.first()),
    }
}

impl Value for MacAddress {
    const POSTGRES_TYPE: &'static str = "macaddr";
    const POSTGRES_ARRAY: &'static str = "macaddr[]";

    fn to_datum(&self) -> Datum<'_> {
        Datum::MacAddress(*self)
    }

    fn into_datum(self) -> Datum<'static> {
        Datum::MacAddress(self)
    }

    fn from_datum(datum: DatumRef<'_>) -> Result<Self, DecodeError> {
        match datum {
            DatumRef::MacAddress(value) => Ok(value),
            DatumRef::Text(text) => text
                .parse()
                .map_err(|_| DecodeError::found("a MAC address", "text that is none")),
            datum => Err(DecodeError::new("a MAC address", datum)),
        }
    }
}

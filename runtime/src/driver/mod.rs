//! The drivers: the only place that knows which databases there are.

#[cfg(feature = "postgres")]
pub(crate) mod postgres;

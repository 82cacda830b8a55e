//! The test servers themselves.

mod postgres;

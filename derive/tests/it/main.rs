//! The derives against the real traits.

mod enumeration;
mod model;
mod serialize;

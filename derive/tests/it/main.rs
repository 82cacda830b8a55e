//! The derives against the real traits.

mod compile_errors;
mod enumeration;
mod model;
mod serialize;

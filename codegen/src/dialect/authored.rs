//! What an author would say of what a database holds: the way back of lowering.

use crate::schema::{Generator, Literal, Scalar};

/// A type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthoredType {
    /// The logical type; [`Scalar::Other`] where there is none.
    pub scalar: Scalar,
    /// The declared type, where lowering the logical one gives another.
    pub declared: Option<String>,
}

impl From<Scalar> for AuthoredType {
    fn from(scalar: Scalar) -> Self {
        Self { scalar, declared: None }
    }
}

/// A default.
#[derive(Debug, Clone, PartialEq)]
pub enum AuthoredDefault {
    /// A value.
    Literal(Literal),
    /// A generator.
    Generator(Generator),
    /// Neither: SQL.
    Sql(String),
}

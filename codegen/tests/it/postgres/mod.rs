//! Plans for PostgreSQL: as text, and run on a server.

mod case;
mod column;
mod constraint;
mod create;
mod enumeration;
mod random;
mod rename;

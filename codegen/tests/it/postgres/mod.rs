//! Plans for PostgreSQL: as text, and run on a server.

mod built_in;
mod case;
mod column;
mod constraint;
mod create;
mod enumeration;
mod random;
mod rename;
mod temporary;

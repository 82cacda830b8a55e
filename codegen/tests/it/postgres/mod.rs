//! Plans for PostgreSQL: as text, and run on a server.

mod built_in;
mod case;
mod column;
mod constraint;
mod conversion;
mod create;
mod enumeration;
mod online;
mod random;
mod rename;
mod temporary;
mod text_enumeration;

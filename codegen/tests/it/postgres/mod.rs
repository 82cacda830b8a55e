//! Plans for PostgreSQL: as text, and run on a server.

mod case;
mod create;

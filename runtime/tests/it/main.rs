//! The runtime on real databases.

mod casts;
#[cfg(feature = "chrono")]
mod chrono;
mod ctes;
mod databases;
mod models;

mod crud;
mod environment;
mod errors;
mod expressions;
mod faults;
mod joins;
mod migrate;
#[cfg(debug_assertions)]
mod n_plus_one;
mod observability;
mod outer_joins;
mod own_sql;
mod pgbouncer;
mod pool;
mod property;
mod queries;
mod relations;
mod request_filters;
mod row_security;
mod scope;
mod scope_reach;
mod sets;
mod sqlite_pool;
mod transactions;
mod update_defaults;
mod values;
mod views;

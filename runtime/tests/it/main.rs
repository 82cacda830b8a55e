//! The runtime on real databases.

mod databases;
mod models;

mod crud;
mod errors;
mod migrate;
mod scope;
mod transactions;
mod values;

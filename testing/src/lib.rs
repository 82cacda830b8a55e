//! Private database servers for the workspace's own tests. Nothing here is for production: failures panic, with a hint.

pub mod postgres;

//! What an application imports: `use tablesmith::prelude::*;`.

pub use crate::dao::Exec;
pub use crate::model::{Create, Model, Update};

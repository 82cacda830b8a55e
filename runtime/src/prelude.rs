//! What an application imports: `use tablesmith::prelude::*;`.

pub use derive::{Dao, Enum, New};

pub use crate::dao::{Dao, Exec};
pub use crate::executor::Executor;
pub use crate::model::{Create, Model, Update};

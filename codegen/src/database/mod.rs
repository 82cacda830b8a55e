//! Live databases: reading what they hold, scratch places, and whether a database is what it should be.
//!
//! This is the one room of the generator that talks to a server, behind the feature `database`.

mod client_commands;
mod difference;
mod introspect;
mod migrations;
mod proof;
mod pulled;
mod push;
mod replay;
mod scratch;
mod scripts;
mod side;
mod transition;
mod verify;

pub use difference::differences;
use difference::have_differing_expressions;
pub use introspect::{DatabaseError, introspect};
use migrations::with_list;
pub use migrations::with_migrations;
pub use proof::{Case, Place, PlaceError, Proof, ProofFailure, VerifyError, prove, verify};
pub use pulled::{Agreement, agrees, beside, rebuilt};
pub use push::{CountedLoss, InTheWay, Push, PushOptions, Pushed, applied_migrations, count_losses};
pub use replay::{ReplayError, replay};
pub use scratch::{build, canonical, in_scratch};
pub use scripts::{Made, ScriptError, made};
pub use side::{Basis, Side, SideError, Sides, run, sides};
pub use transition::{Transition, TransitionError, Way};
use verify::set_objects_aside;
pub use verify::{Comparison, compare, settled_differences};

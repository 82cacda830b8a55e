//! Proving migrations: they are run, up and down, on a throwaway database with made-up rows in it.
//!
//! What is run is the text of the files, by the migrator that runs it later. Of each migration it is proved that
//! 1. the way up leads to the next catalog (read back from the same server);
//! 2. every row of a table that stays is still there, with the values of the columns that stay;
//! 3. the way down leads to the catalog before;
//! 4. the rows are still there then, whole where every step says that it loses nothing.
//!
//! [`prove`] does so for one migration and the tables that it concerns; [`verify`] for a whole history.

mod compare;
mod data;
mod fill;
mod part;
mod place;
mod run;
mod single;
mod whole;

pub use place::{Place, PlaceError};
pub use single::{Case, prove};
pub use whole::{VerifyError, verify};

/// What came of a proof.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    /// How many tables there were in it.
    pub tables: usize,
    /// How many rows.
    pub rows: usize,
    /// What a person should know: rows that a migration stops on, tables that no rows could be made for.
    pub notes: Vec<String>,
    /// Why there is no proof; none when it is one.
    pub failure: Option<ProofFailure>,
}

/// Why something is not proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProofFailure {
    /// It is wrong: what is, and how, a line each.
    Wrong {
        /// What does not hold, in a sentence.
        what: String,
        /// What differs, or what the database said.
        details: Vec<String>,
    },
    /// It cannot be tried: the throwaway database lacks what the catalog does not say (an extension, a function).
    Untried(String),
}

//! Several people on one history: branches of git that come together, migrations made again, migrations folded.

mod commands;
mod expansions;
mod footprint;
mod forks;
mod merge;
mod rebase;
mod repository;
mod squash;

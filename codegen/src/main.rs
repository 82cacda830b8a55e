//! The `codegen` command.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A run makes a million small texts on two threads, which the system's allocator gives room to page by page: a quarter
/// of the time of a run on a thousand tables.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    codegen::cli::main()
}

//! What commands do when something is wrong with the database or the machine: nothing is lost, the message says what to do,
//! the exit code is the right one.
//!
//! [`TABLE`] is the whole of it: a row for each command, a column for each fault, in each cell the exit code and what stderr
//! says.

mod columns;
mod place;
mod proxy;

use place::Before;

/// The faults, in the order of the cells.
#[derive(Debug, Clone, Copy)]
enum Fault {
    /// The server goes away in the middle.
    Gone,
    /// The password is wrong.
    Password,
    /// The user may read and nothing else.
    Reader,
    /// One of the tables is somebody else's.
    OneTable,
    /// The user may make no database.
    NoScratch,
    /// Somebody holds the strongest lock on a table.
    Locked,
    /// No file may be written to its end.
    Full,
    /// Ctrl-C.
    Interrupt,
}

struct Row {
    /// `{url}` and `{scratch}` stand for the database and a place to make some.
    command: &'static str,
    before: Before,
    /// By [`Fault`]: an exit code, and after it what is said. `-`: the fault has nothing to do with the command.
    cells: [&'static str; 8],
}

const NO_WAY_IN: &str = "3 password authentication failed";
/// The server itself waits for the table when it is to say what a view on it is.
const LOCKED: &str = "3 somebody has locked a table or view";

#[rustfmt::skip]
const TABLE: &[Row] = &[
    Row {
        command: "pull --schema pulled/schema.toml --verify --url {url} --scratch {scratch}",
        before: Before::Level,
        //       gone, password, reader, one table, no scratch, locked, full, interrupt
        cells: ["3", NO_WAY_IN, "1", "0", "3 CREATEDB", LOCKED, "2 nothing was written", "130"],
    },
    Row {
        command: "import sql --schema imported/schema.toml --dialect postgres --scratch {scratch}",
        before: Before::Level,
        cells: ["3", NO_WAY_IN, "-", "-", "3 CREATEDB", "-", "2 nothing was written", "130"],
    },
    Row {
        command: "push --allow-history --url {url} --scratch {scratch}",
        before: Before::Behind,
        cells: ["3", NO_WAY_IN, "3 must be owner of", "3 must be owner of", "3 CREATEDB",
            "3 something else held a lock", "-", "130"],
    },
    Row {
        command: "drift --url {url} --scratch {scratch}",
        before: Before::Behind,
        cells: ["3", NO_WAY_IN, "0", "0", "3 CREATEDB", LOCKED, "-", "130"],
    },
    Row {
        command: "diff {url} schema.toml --scratch {scratch}",
        before: Before::Behind,
        cells: ["3", NO_WAY_IN, "0", "0", "3 CREATEDB", LOCKED, "-", "130"],
    },
    Row {
        command: "verify",
        before: Before::Level,
        cells: ["3", NO_WAY_IN, "-", "-", "3 CREATEDB", "-", "-", "130"],
    },
    Row {
        command: "generate --name more",
        before: Before::Level,
        cells: ["3", NO_WAY_IN, "-", "-", "3 CREATEDB", "-", "2 nothing was written", "130"],
    },
    Row {
        command: "migrate up --url {url}",
        before: Before::Behind,
        cells: ["3", NO_WAY_IN, "3 must be owner of", "3 must be owner of", "0",
            "3 something else held a lock", "-", "130"],
    },
    Row {
        command: "migrate down --url {url}",
        before: Before::Level,
        cells: ["3", NO_WAY_IN, "3 must be owner of", "3 must be owner of", "0",
            "3 something else held a lock", "-", "130"],
    },
    Row {
        command: "migrate status --url {url}",
        before: Before::Behind,
        cells: ["3", NO_WAY_IN, "0", "0", "0", "0", "-", "130"],
    },
    Row {
        command: "migrate baseline --url {url}",
        before: Before::Unnoted,
        cells: ["3", NO_WAY_IN, "3", "3", "3 --no-verify", LOCKED, "-", "130"],
    },
    Row {
        command: "migrate repair --url {url}",
        before: Before::Edited,
        cells: ["3", NO_WAY_IN, "3", "3", "3 --no-verify", LOCKED, "-", "130"],
    },
];

impl Row {
    /// The exit code, and what is said; none where the fault has nothing to do with the command.
    fn cell(&self, fault: Fault) -> Option<(i32, &'static str)> {
        let cell = self.cells[fault as usize];
        let (code, says) = cell.split_once(' ').unwrap_or((cell, ""));
        let code = (code != "-").then(|| code.parse().expect("a code"))?;
        Some((code, says))
    }
}

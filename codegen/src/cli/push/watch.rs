//! `codegen push --watch`: a push at each change of the schema's files.
//!
//! The files are looked at a few times a second instead of having the system tell: they are few, looking costs next to
//! nothing, and it works where systems tell nothing (shared folders, containers) and with editors that put a new file in
//! the place of the old one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::super::arguments::{Common, Push};
use super::super::exit::{Exit, Failure};
use super::super::output::{self, Output};
use super::once;
use crate::schema;

/// How often the files are looked at. What changes twice in between is pushed once.
const EVERY: Duration = Duration::from_millis(200);

/// What tells one state of a file from another.
type Stamp = Option<(SystemTime, u64)>;

pub(super) fn run(common: &Common, arguments: &Push, output: Output) -> Result<Exit, Failure> {
    loop {
        // What is written while a push runs is a change after it.
        let seen = stamps(&common.schema);
        match once::run(common, arguments, output) {
            Ok(_) => {}
            Err(failure) => output::failure(&failure),
        }
        output.say("watching the schema for changes; Ctrl-C ends it");
        settled(&common.schema, &seen);
    }
}

/// Waits for a change, and then until nothing has changed for a while: editors write in several steps.
fn settled(schema: &Path, seen: &BTreeMap<PathBuf, Stamp>) {
    let mut last = seen.clone();
    loop {
        std::thread::sleep(EVERY);
        let now: BTreeMap<_, _> = last.keys().map(|path| (path.clone(), stamp(path))).collect();
        if now == last && now != *seen {
            return;
        }
        if now != last {
            // A file that was included since counts too.
            last = stamps(schema);
        }
    }
}

/// The files that make the schema, and their folders: a file that is missing appears in one.
fn stamps(schema: &Path) -> BTreeMap<PathBuf, Stamp> {
    let loaded = schema::load(schema);
    let mut paths: BTreeSet<PathBuf> = loaded.sources.iter().map(|(_, file)| file.path.clone()).collect();
    paths.insert(schema.to_owned());
    if loaded.schema.is_none() {
        let folders: Vec<_> = paths
            .iter()
            .filter_map(|path| path.parent())
            .map(Path::to_owned)
            .collect();
        paths.extend(folders.into_iter().map(|folder| {
            if folder.as_os_str().is_empty() {
                PathBuf::from(".")
            } else {
                folder
            }
        }));
    }
    paths.into_iter().map(|path| (path.clone(), stamp(&path))).collect()
}

fn stamp(path: &Path) -> Stamp {
    let metadata = fs_err::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

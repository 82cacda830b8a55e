//! Where the sides of a comparison are brought together.

use super::diff::refused;
use super::environment::{SCRATCH_HELP, scratch_server};
use super::exit::Failure;
use super::output::Output;
use super::side::Prepared;
use crate::catalog::Pair;
use crate::database::{Basis, Place, PlaceError, Side, SideError, Sides, sides};
use crate::dialect::DialectName;

/// Brings two sides to where they can be compared: on the server that is named, else on a private one where something must
/// be built. `none` names no place. What cannot be built anywhere is compared as text, which is said.
pub(super) async fn bring(
    prepared: &Pair<Prepared>,
    dialect: DialectName,
    named: Option<&str>,
    output: Output,
) -> Result<Sides, Failure> {
    let both = [&prepared.previous.side, &prepared.next.side];
    let authored = both.iter().filter(|side| matches!(side, Side::Authored(_))).count();
    let has_script = both.iter().any(|side| matches!(side, Side::Script(_)));
    let given = scratch_server(dialect, named);
    let is_private = given.is_none();
    let found = if named == Some("none") || authored == 2 {
        Ok(None)
    } else {
        Place::find(dialect, given.as_deref(), has_script || authored == 1).await
    };
    let (place, mut why_text) = match found {
        Ok(place) => (place, None),
        Err(error @ PlaceError::NoServer { .. }) if has_script => {
            return Err(Failure::refused(error.to_string()).help(SCRATCH_HELP));
        }
        Err(error @ PlaceError::NoServer { .. }) => (None, Some(error.to_string())),
        Err(PlaceError::Database(error)) => return Err(refused(&error)),
    };
    let scratch = place.as_ref().map(Place::url);

    let read = async |name: &str, prepared: &Prepared| {
        let read = prepared.side.read(dialect, scratch).await;
        read.map_err(|error| unreadable(name, &error))
    };
    let read = Pair {
        previous: read("FROM", &prepared.previous).await?,
        next: read("TO", &prepared.next).await?,
    };
    let pair = Pair {
        previous: &prepared.previous.side,
        next: &prepared.next.side,
    };
    let brought = match sides(pair, read.clone(), scratch).await {
        // It may lack an extension that the real one has.
        Err(error) if is_private && !has_script && scratch.is_some() => {
            why_text = Some(format!("a private server does not take it: {error}"));
            sides(pair, read, None).await
        }
        brought => brought,
    };
    let brought = brought.map_err(|error| refused(&error))?;
    if brought.basis == Basis::Text {
        let why = why_text.map(|why| format!(" ({why})")).unwrap_or_default();
        output.say(&format!(
            "compared as text{why}: what means the same may seem to differ; to compare exactly, {SCRATCH_HELP}"
        ));
    }
    Ok(brought)
}

fn unreadable(name: &str, error: &SideError) -> Failure {
    let mut failure = match error {
        SideError::NoScratch => {
            Failure::refused("there is no PostgreSQL server to run a SQL file on").help(SCRATCH_HELP)
        }
        SideError::Database(error) => refused(error),
    };
    failure.message = format!("{name}: {}", failure.message);
    failure
}

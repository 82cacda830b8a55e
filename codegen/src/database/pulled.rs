//! Whether what was pulled from a database makes the same database again.

use crate::catalog::{Catalog, Pair};
use crate::database::side::{settle, without_text_enums};
use crate::database::{Basis, DatabaseError, Side, SideError, canonical, differences, set_objects_aside};
use crate::dialect::{DialectName, Introspected};

/// How what was made of a database stands to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// What differs, a line each; none when they are equal.
    pub differences: Vec<String>,
    /// What expressions were compared by.
    pub basis: Basis,
}

/// Compares what was read from a database with the catalog of the schema that was pulled from it: made in the `scratch`
/// place and read back where there is one, else as text. What the schema says nothing of is no difference here.
///
/// # Errors
/// [`DatabaseError`] when the scratch place cannot be used, or refuses the catalog.
pub async fn agrees(live: &Introspected, schema: &Catalog, scratch: Option<&str>) -> Result<Agreement, DatabaseError> {
    let mut live = live.clone();
    set_objects_aside(&mut live, &[schema]);
    let Some(scratch) = scratch else {
        return Ok(Agreement {
            differences: differences(&live.catalog, schema),
            basis: Basis::Text,
        });
    };
    let made = canonical(scratch, schema).await?;
    let pair = Pair {
        previous: live,
        next: made,
    };
    let Pair { previous, next } = settle(scratch, pair).await?;
    Ok(Agreement {
        differences: differences(&previous.catalog, &next.catalog),
        basis: Basis::Server,
    })
}

/// What a schema leads to, as the server of the `scratch` place gives it back, and what was read from a database, brought
/// to where the two can be compared.
///
/// # Errors
/// [`DatabaseError`] when the scratch place cannot be used, or refuses the schema.
pub async fn beside(live: &Introspected, schema: &Catalog, scratch: &str) -> Result<Pair<Introspected>, DatabaseError> {
    let made = canonical(scratch, schema).await?;
    let pair = Pair {
        previous: made,
        next: live.clone(),
    };
    settle(scratch, pair.map(without_text_enums)).await
}

/// Runs SQL that should make the same database again in the `scratch` place, and compares all of both, with what no
/// catalog can say.
///
/// # Errors
/// [`DatabaseError`] when the scratch place cannot be used, or refuses the SQL.
pub async fn rebuilt(
    live: &Introspected,
    sql: String,
    dialect: DialectName,
    scratch: &str,
) -> Result<Agreement, DatabaseError> {
    let made = match Side::Script(sql).read(dialect, Some(scratch)).await {
        Ok(made) => made,
        Err(SideError::Database(error)) => return Err(error),
        Err(SideError::NoScratch) => unreachable!("there is a scratch place"),
    };
    let pair = Pair {
        previous: live.clone(),
        next: made,
    };
    let Pair { previous, next } = settle(scratch, pair).await?;
    let mut found = differences(&previous.catalog, &next.catalog);
    let missing = previous
        .unmodelled
        .iter()
        .filter(|object| !next.unmodelled.contains(object));
    found.extend(missing.map(|object| format!("{object}: is in the database, and should not be")));
    let new = next
        .unmodelled
        .iter()
        .filter(|object| !previous.unmodelled.contains(object));
    found.extend(new.map(|object| format!("{object}: is not in the database, and should be")));
    Ok(Agreement {
        differences: found,
        basis: Basis::Server,
    })
}

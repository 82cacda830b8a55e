//! Whether a live database is what it should be.

use tablesmith::Db;

use crate::catalog::{Catalog, SqlObjects};
use crate::database::{DatabaseError, canonical, differences, introspect};
use crate::dialect::Introspected;

/// How a live database stands to the catalog that it should equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// What differs, a line each; none when they are equal.
    pub differences: Vec<String>,
    /// What is in the database that no catalog can say, by kind and name.
    pub unmodelled: Vec<String>,
}

impl Comparison {
    /// Whether the database is what it should be, as far as a catalog can say.
    pub fn is_equal(&self) -> bool {
        self.differences.is_empty()
    }
}

/// Compares the database behind `url` with a catalog.
///
/// An expression has many spellings, and only its server knows which are one. So the catalog is created in a scratch
/// place on the same server and read back, and that is compared with what is read from the database. The database itself
/// is only read.
///
/// # Errors
/// [`DatabaseError`] when the database cannot be reached, or its server lets no scratch place be made.
pub async fn compare(url: &str, expected: &Catalog) -> Result<Comparison, DatabaseError> {
    let db = Db::builder().max(1).connect(url).await?;
    let mut live = introspect(&db).await?;
    db.close().await;
    let expected = canonical(url, expected).await?;
    set_objects_aside(&mut live, &[&expected.catalog]);
    Ok(Comparison {
        differences: settled_differences(url, &live.catalog, &expected.catalog).await?,
        unmodelled: live.unmodelled,
    })
}

/// Views, functions and the like that none of these catalogs says are somebody else's, who need not say them: what is
/// there besides is no difference, and is told among what no catalog can say.
pub(super) fn set_objects_aside(found: &mut Introspected, expected: &[&Catalog]) {
    let objects = std::mem::take(&mut found.catalog.objects);
    let (known, others): (SqlObjects, SqlObjects) = objects
        .into_iter()
        .partition(|(id, _)| expected.iter().any(|catalog| catalog.objects.contains_key(id)));
    found.catalog.objects = known;
    found.unmodelled.extend(others.keys().map(ToString::to_string));
    found.unmodelled.sort();
}

/// What differs between two catalogs that were read from the server behind `url`.
///
/// PostgreSQL does not always take its own text for what it was: `status in ('a', 'b')` on a varchar comes back as
/// `ANY ((ARRAY[…])::text[])`, and that as `ANY (ARRAY[('a')::text, …])`, which stays. So where something differs, both
/// are created and read back once more; only what differs then is a difference. A catalog that cannot be created in a
/// scratch place (a function of the user's that no catalog says) is left as it was read.
///
/// # Errors
/// [`DatabaseError::NoScratch`] when the server lets no scratch place be made.
pub async fn settled_differences(url: &str, live: &Catalog, expected: &Catalog) -> Result<Vec<String>, DatabaseError> {
    let found = differences(live, expected);
    if found.is_empty() {
        return Ok(found);
    }
    let again = async || -> Result<_, DatabaseError> {
        let live = canonical(url, live).await?;
        let expected = canonical(url, expected).await?;
        Ok(differences(&live.catalog, &expected.catalog))
    };
    match again().await {
        Err(DatabaseError::Refused(_)) => Ok(found),
        settled => settled,
    }
}

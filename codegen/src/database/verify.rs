//! Whether a live database is what it should be.

use tablesmith::Db;

use crate::catalog::Catalog;
use crate::database::{DatabaseError, canonical, differences, introspect};

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
    let live = introspect(&db).await?;
    db.close().await;
    let expected = canonical(url, expected).await?;
    Ok(Comparison {
        differences: differences(&live.catalog, &expected.catalog),
        unmodelled: live.unmodelled,
    })
}

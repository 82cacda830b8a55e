//! Made-up values by the affinity of the declared type.

use super::cast::Affinity;
use crate::catalog::ColumnType;
use crate::dialect::Sample;

/// See [`Dialect::sample`](crate::dialect::Dialect::sample).
pub(super) fn sample(r#type: &ColumnType, row: usize) -> Sample {
    match Affinity::of(r#type) {
        Affinity::Integer | Affinity::Numeric => Sample::number(row),
        Affinity::Real => Sample::Sql(format!("{}.5", row % 9_000)),
        Affinity::Text => Sample::Text { longest: None },
        Affinity::Blob => Sample::Sql(format!("x'00{row:06x}ff'")),
    }
}

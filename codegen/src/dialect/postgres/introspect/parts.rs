//! What a table is a part of, and what parts it has: partitions and inheritance.

use serde::Deserialize;

use super::{Reader, canonical};
use crate::catalog::{IndexKey, IndexPart, ObjectName, Partition, PartitionKey, PartitionStrategy, Table};

/// What a row of a table says of it.
#[derive(Deserialize, Default)]
pub(super) struct PartsRow {
    /// `FOR VALUES …` or `DEFAULT`; none where it is no partition.
    bound: Option<String>,
    parents: Option<Vec<u32>>,
    partition_key: Option<KeyRow>,
}

impl PartsRow {
    pub(super) fn take(&mut self) -> Self {
        std::mem::take(self)
    }
}

#[derive(Deserialize)]
struct KeyRow {
    by: String,
    /// All expressions, as one list.
    expressions: Option<String>,
    parts: Vec<KeyPartRow>,
}

#[derive(Deserialize)]
struct KeyPartRow {
    column: Option<i16>,
    opclass: Option<String>,
    collation: Option<String>,
}

impl Reader {
    pub(super) fn parts(&mut self, table: &mut Table, oid: u32, row: PartsRow, names: &[ObjectName]) {
        let parents = row.parents.into_iter().flatten();
        let mut parents = parents.filter_map(|parent| Some(names.get(*self.places.get(&parent)?)?.clone()));
        match row.bound {
            Some(bound) => {
                let bound = bound.strip_prefix("FOR VALUES ").unwrap_or(&bound).to_owned();
                table.partition_of = parents.next().map(|parent| Partition { parent, bound });
            }
            None => table.inherits = parents.collect(),
        }
        let Some(key) = row.partition_key else { return };
        let by = match key.by.as_str() {
            "r" => PartitionStrategy::Range,
            "l" => PartitionStrategy::List,
            "h" => PartitionStrategy::Hash,
            other => {
                self.unmodelled
                    .push(format!("partitioning of table {}: by {other}", table.name));
                return;
            }
        };
        let mut expressions = key.expressions.iter().flat_map(|text| items(text));
        let parts = key.parts.into_iter().map(|part| {
            let column = part.column.and_then(|number| self.column_names.get(&(oid, number)));
            let key = match column {
                Some(name) => IndexKey::Column(name.clone()),
                None => IndexKey::Expression(canonical(expressions.next().unwrap_or_default().to_owned())),
            };
            IndexPart {
                key,
                descending: false,
                nulls: None,
                opclass: part.opclass,
                collation: part.collation,
            }
        });
        table.partition_key = Some(PartitionKey {
            by,
            parts: parts.collect(),
        });
    }
}

/// The expressions of a list, which commas outside of brackets and quotes part.
fn items(list: &str) -> Vec<&str> {
    let mut items = Vec::new();
    let (mut depth, mut quote, mut start) = (0_usize, None, 0);
    for (place, letter) in list.char_indices() {
        match (quote, letter) {
            // A doubled quote ends and begins again, which comes to the same.
            (Some(open), _) if open == letter => quote = None,
            (None, '\'' | '"') => quote = Some(letter),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                items.push(list[start..place].trim());
                start = place + 1;
            }
            _ => {}
        }
    }
    items.push(list[start..].trim());
    items
}

#[cfg(test)]
mod tests {
    use super::items;

    #[test]
    fn a_list_is_parted_at_its_own_commas() {
        assert_eq!(items("lower(a)"), ["lower(a)"]);
        assert_eq!(
            items("f(a, ']'), (b || ', '), \"x,\"\"y\" + array[1, 2]"),
            ["f(a, ']')", "(b || ', ')", "\"x,\"\"y\" + array[1, 2]"]
        );
    }
}

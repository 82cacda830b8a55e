//! How the rows of a table are dealt out, and the tables that hold them.

use crate::catalog::{PartitionStrategy, Table};

use super::Writer;
use super::forms::{Form, Forms};
use super::table::index_part;
use super::text::{Entries, key};

impl Writer<'_> {
    /// `[….partition]` of a table, with all of its partitions.
    pub(super) fn partitioning(&mut self, path: &str, table: &Table) {
        let Some(found) = &table.partition_key else { return };
        let mut entries = Entries::default();
        let by = match found.by {
            PartitionStrategy::Range => "range",
            PartitionStrategy::List => "list",
            PartitionStrategy::Hash => "hash",
        };
        entries.add("by", by);
        let parts = found
            .parts
            .iter()
            .map(|part| index_part(self.catalog, &self.keys, table, part));
        entries.add("columns", parts.collect::<Vec<_>>());
        let path = format!("{path}.partition");
        self.part(&format!("[{path}]"), &entries);

        let catalog = self.catalog;
        let is_one = |other: &&Table| other.partition_of.as_ref().is_some_and(|of| of.parent == table.name);
        let (mut short, mut long) = (Entries::default(), Vec::new());
        for partition in catalog.tables.values().filter(is_one) {
            let own = self.keys.tables[&partition.name].clone();
            match &partition.partition_of {
                Some(of) if self.is_plain(partition, &own) => short.add(&own, &of.bound),
                _ => long.push((own, partition)),
            }
        }
        if !short.is_empty() {
            self.part(&format!("[{path}.tables]"), &short);
        }
        for (own, partition) in long {
            self.partition(&format!("{path}.tables.{}", key(&own)), &own, partition);
        }
    }

    /// Whether there is no more to say of a partition than which rows it holds.
    fn is_plain(&self, partition: &Table, own: &str) -> bool {
        partition.name.namespace.is_none()
            && partition.name.name == own
            && partition.comment.is_none()
            && partition.partition_key.is_none()
            && partition.primary_key.is_none()
            && partition.uniques.is_empty()
            && partition.checks.is_empty()
            && partition.foreign_keys.is_empty()
            && partition.indexes.is_empty()
            && !self.has_objects(partition)
    }

    fn partition(&mut self, path: &str, own: &str, partition: &Table) {
        let nothing = Forms::default();
        let forms = self.forms.remove(&partition.name).unwrap_or(nothing);
        let mut entries = Entries::default();
        entries.add_some("bound", partition.partition_of.as_ref().map(|of| &of.bound));
        entries.add_some("table", Some(&partition.name.name).filter(|name| *name != own));
        entries.add_some("schema", partition.name.namespace.as_ref());
        entries.add_some("comment", partition.comment.as_ref());
        if let Some(key) = &partition.primary_key {
            if forms.primary_key == Some(Form::Named) {
                let mut named = Entries::default();
                named.add("name", &key.name);
                named.add("columns", key.columns.clone());
                entries.add("primary_key", named);
            } else {
                entries.add("primary_key", key.columns.clone());
            }
        }
        self.part(&format!("[{path}]"), &entries);
        self.constraints(path, partition, &forms);
        self.objects_of(path, partition);
        self.partitioning(path, partition);
    }
}

//! `[table.*.partition]`: how the rows of a table are dealt out, and the tables that hold them.

use toml::de::DeValue;

use crate::dialect::DialectName;
use crate::document::constraint::IndexPart;
use crate::document::reader::{Choice, Item, Reader, read_keys};
use crate::document::table::Table;
use crate::document::tracked::Tracked;
use crate::schema::PartitionStrategy;
use crate::schema::TrackedKind;
use crate::source::{Span, Spanned};

/// `partition` of a table.
#[derive(Debug, Clone)]
pub struct Partitioning {
    /// `by`.
    pub by: Spanned<PartitionStrategy>,
    /// `columns`.
    pub parts: Vec<IndexPart>,
    /// `only`.
    pub only: Option<Spanned<DialectName>>,
    /// Where its key stands.
    pub span: Span,
}

/// What a partition is one of.
#[derive(Debug, Clone)]
pub struct PartitionOf {
    /// The key of the table.
    pub parent: Spanned<String>,
    /// The text of its entry, or `bound`.
    pub bound: Spanned<String>,
}

impl Choice for PartitionStrategy {
    const WORDS: &'static [(&'static str, Self)] =
        &[("range", Self::Range), ("list", Self::List), ("hash", Self::Hash)];
}

/// What reading a table finds besides it.
pub(super) struct Found<'a> {
    /// Triggers and policies.
    pub(super) tracked: &'a mut Vec<Tracked>,
    /// Partitions, each after the one that it is a partition of.
    pub(super) partitions: &'a mut Vec<Table>,
}

impl Reader<'_> {
    /// `partition` of `parent`; the tables in it go to `found`.
    pub(super) fn partitioning(
        &mut self,
        item: Item<'_>,
        parent: &Table,
        found: &mut Found<'_>,
    ) -> Option<Partitioning> {
        let table = self.table(item)?;
        let (mut by, mut parts, mut only) = (None, Vec::new(), None);
        let mut tables = Vec::new();
        read_keys!(self, table, "`partition`", item {
            "by" => by = self.choice(item),
            "columns" => parts = self.index_parts(item),
            "only" => only = self.choice(item),
            "tables" => if let Some(table) = self.table(item) { tables.extend(self.items(table)) },
        });
        self.require(table, "by", "`partition`", item.key_span);
        self.require(table, "columns", "`partition`", item.key_span);
        for item in tables {
            self.partition(item, parent, only.or(parent.only), found);
        }
        by.map(|by| Partitioning {
            by,
            parts,
            only,
            span: item.key_span,
        })
    }

    /// `KEY = "FROM … TO …"` or `[….tables.KEY]`.
    fn partition(&mut self, item: Item<'_>, parent: &Table, only: Option<Spanned<DialectName>>, found: &mut Found<'_>) {
        let mut read = Table::new(item.key(), parent.module);
        read.only = only;
        let mut below = Vec::new();
        let mut bound = None;
        if let DeValue::String(_) = item.value {
            bound = self.string(item);
        } else if let Some(table) = self.table(item) {
            read_keys!(self, table, "a partition", item {
                "bound" => bound = self.string(item),
                "table" => read.table = self.string(item),
                "schema" => read.namespace = self.string(item),
                "comment" => read.comment = self.string(item).map(|comment| comment.value),
                "primary_key" => read.primary_key = self.primary_key(item),
                "unique" => read.parts.uniques = self.each(item, Self::unique),
                "check" => read.parts.checks = self.each(item, Self::check),
                "index" => read.parts.indexes = self.each(item, Self::index),
                "foreign_key" => read.foreign_keys = self.each(item, Self::foreign_key),
                "renamed_from" => read.renamed_from = self.string(item),
                "trigger" => found.tracked.extend(self.each(item, |reader, item| {
                    reader.tracked_of(&read.key, TrackedKind::Trigger, item)
                })),
                "policy" => found.tracked.extend(self.each(item, |reader, item| {
                    reader.tracked_of(&read.key, TrackedKind::Policy, item)
                })),
                "partition" => {
                    let mut found = Found { tracked: &mut *found.tracked, partitions: &mut below };
                    read.partitioning = self.partitioning(item, &read, &mut found);
                },
            });
            self.require(table, "bound", "a partition", item.key_span);
        }
        if let Some(bound) = bound {
            read.partition_of = Some(PartitionOf {
                parent: parent.key.clone(),
                bound,
            });
            found.partitions.push(read);
            found.partitions.append(&mut below);
        }
    }
}

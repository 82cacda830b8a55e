//! What every part of resolving looks things up in: keys, flattened tables, the dialects in use.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostics, dialect as say_dialect, schema as say};
use crate::dialect::{Capabilities, Dialect, DialectName};
use crate::document::{self, Document};
use crate::schema::mixins::{self, Flat};
use crate::schema::{ColumnId, Database, EnumId, TableId, TrackedId, TrackedKind, tracked};
use crate::source::{Span, Spanned};

/// A dialect of `[database]`, and what its oldest server can do.
pub(super) struct Target {
    pub(super) dialect: &'static dyn Dialect,
    pub(super) capabilities: Capabilities,
}

impl Target {
    pub(super) fn name(&self) -> DialectName {
        self.dialect.name()
    }

    /// That the oldest server lacks this is an error, which says from when on one has it.
    pub(super) fn need(
        &self,
        feature: &str,
        fact: impl Fn(&Capabilities) -> bool,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) {
        if fact(&self.capabilities) {
            return;
        }
        let mut versions = self.dialect.versions().into_iter();
        let since = versions.find(|version| fact(&self.dialect.capabilities(*version)));
        diagnostics.push(say_dialect::lacks(feature, self.name(), since, span));
    }

    /// The same of a collation, where there are certain ones only.
    pub(super) fn need_collation(&self, collation: &Spanned<String>, diagnostics: &mut Diagnostics) {
        let known = self.capabilities.collations;
        let is_there = known.is_none_or(|known| known.iter().any(|known| known.eq_ignore_ascii_case(&collation.value)));
        let what = format!("collation `{}`", collation.value);
        self.need(&what, |_| is_there, collation.span, diagnostics);
    }
}

/// The document with its keys looked up and its mixins laid in.
pub(super) struct Context<'d> {
    pub(super) document: &'d Document,
    pub(super) targets: Vec<Target>,
    pub(super) tables: Vec<Flat<'d>>,
    table_ids: BTreeMap<&'d str, TableId>,
    enum_ids: BTreeMap<&'d str, EnumId>,
    tracked_ids: BTreeMap<String, TrackedId>,
}

impl<'d> Context<'d> {
    pub(super) fn new(document: &'d Document, database: &Database, diagnostics: &mut Diagnostics) -> Self {
        let targets = database
            .dialects
            .iter()
            .map(|name| {
                let dialect = name.dialect();
                let version = database.min_versions.get(name).copied();
                Target {
                    dialect,
                    capabilities: dialect.capabilities(version.unwrap_or_else(|| dialect.default_version())),
                }
            })
            .collect();
        Self {
            document,
            targets,
            table_ids: ids(
                "table",
                document.tables.iter().map(|table| &table.key),
                TableId,
                diagnostics,
            ),
            enum_ids: ids(
                "enum",
                document.enums.iter().map(|known| &known.key),
                EnumId,
                diagnostics,
            ),
            tracked_ids: tracked_ids(document, diagnostics),
            tables: mixins::flatten(document, diagnostics),
        }
    }

    /// The dialects that something exists in which is limited to `only`.
    pub(super) fn targets(&self, only: Option<DialectName>) -> impl Iterator<Item = &Target> {
        self.targets
            .iter()
            .filter(move |target| only.is_none_or(|only| only == target.name()))
    }

    /// The table of this key; an error with a suggestion where there is none.
    pub(super) fn table_id(&self, key: &Spanned<String>, diagnostics: &mut Diagnostics) -> Option<TableId> {
        let id = self.table_ids.get(key.value.as_str()).copied();
        if id.is_none() {
            diagnostics.push(say::unknown_table(&key.value, key.span, self.table_ids.keys().copied()));
        }
        id
    }

    /// The table of this key, where there is one.
    pub(super) fn find_table(&self, key: &str) -> Option<TableId> {
        self.table_ids.get(key).copied()
    }

    /// The enum of this key, where there is one.
    pub(super) fn find_enum(&self, key: &str) -> Option<EnumId> {
        self.enum_ids.get(key).copied()
    }

    /// The object that is referred to so, as `view.active_user`, where there is one.
    pub(super) fn find_tracked(&self, reference: &str) -> Option<TrackedId> {
        self.tracked_ids.get(reference).copied()
    }

    /// The domain or type of this key, where there is one.
    pub(super) fn find_type(&self, key: &str) -> Option<&'d document::Tracked> {
        let mut sections = [TrackedKind::Domain, TrackedKind::Type].into_iter();
        let id = sections.find_map(|section| self.find_tracked(&format!("{}.{key}", section.section())))?;
        self.document.tracked.get(id.0)
    }

    /// How all objects are referred to.
    pub(super) fn tracked_keys(&self) -> impl Iterator<Item = &str> {
        self.tracked_ids.keys().map(String::as_str)
    }

    /// The keys of all enums.
    pub(super) fn enum_keys(&self) -> impl Iterator<Item = &'d str> {
        self.enum_ids.keys().copied()
    }

    /// A table with its mixins laid in.
    pub(super) fn table(&self, id: TableId) -> &Flat<'d> {
        &self.tables[id.0]
    }

    /// The column of this key; an error with a suggestion where there is none.
    pub(super) fn column_id(
        &self,
        table: TableId,
        key: &Spanned<String>,
        diagnostics: &mut Diagnostics,
    ) -> Option<ColumnId> {
        let flat = self.table(table);
        let id = flat.column_id(&key.value);
        if id.is_none() {
            diagnostics.push(say::unknown_column(
                &key.value,
                key.span,
                flat.key(),
                flat.columns.iter().map(|column| column.key.value.as_str()),
            ));
        }
        id
    }

    /// The columns of these keys, each once; `None` when one is wrong.
    pub(super) fn column_ids(
        &self,
        table: TableId,
        keys: &[Spanned<String>],
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<ColumnId>> {
        let mut ids = Some(Vec::with_capacity(keys.len()));
        let mut seen: BTreeMap<&str, &Spanned<String>> = BTreeMap::new();
        for key in keys {
            if let Some(first) = seen.insert(&key.value, key) {
                diagnostics.push(crate::diagnostic::document::listed_twice(
                    &key.value, key.span, first.span,
                ));
                ids = None;
                continue;
            }
            match (self.column_id(table, key, diagnostics), &mut ids) {
                (Some(id), Some(ids)) => ids.push(id),
                _ => ids = None,
            }
        }
        ids
    }
}

/// Objects by how they are referred to; one that is there twice is an error that shows both places.
fn tracked_ids(document: &Document, diagnostics: &mut Diagnostics) -> BTreeMap<String, TrackedId> {
    let mut known: BTreeMap<String, TrackedId> = BTreeMap::new();
    for (index, written) in document.tracked.iter().enumerate() {
        let reference = tracked::reference_of(written);
        if let Some(first) = known.get(&reference) {
            let first = document.tracked[first.0].key.span;
            let kind = written.section.section();
            diagnostics.push(say::duplicate_key(kind, &written.key.value, written.key.span, first));
        } else {
            known.insert(reference, TrackedId(index));
        }
    }
    known
}

/// Keys to ids; a key that is there twice is an error that shows both places.
pub(super) fn ids<'d, Id: Copy>(
    kind: &str,
    keys: impl Iterator<Item = &'d Spanned<String>>,
    id: impl Fn(usize) -> Id,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<&'d str, Id> {
    let mut known = BTreeMap::new();
    let mut places = BTreeMap::new();
    for (index, key) in keys.enumerate() {
        if let Some(first) = places.get(key.value.as_str()) {
            diagnostics.push(say::duplicate_key(kind, &key.value, key.span, *first));
        } else {
            places.insert(key.value.as_str(), key.span);
            known.insert(key.value.as_str(), id(index));
        }
    }
    known
}

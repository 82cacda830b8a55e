//! `[table.*]` and `[mixin.*]`, with their relations and scope.

use toml::de::DeValue;

use crate::diagnostic::document as say;
use crate::dialect::DialectName;
use crate::document::column::Column;
use crate::document::constraint::{Check, ForeignKey, Index, PrimaryKey, Unique};
use crate::document::partition::{Found, PartitionOf, Partitioning};
use crate::document::reader::{Item, Reader, read_keys};
use crate::schema::{Serde, TrackedKind};
use crate::source::{Span, Spanned};

/// `[table.KEY]`.
#[derive(Debug, Clone)]
pub struct Table {
    /// The key.
    pub key: Spanned<String>,
    /// Which include it is in.
    pub module: Option<usize>,
    /// `table`: the name in the database.
    pub table: Option<Spanned<String>>,
    /// `schema`.
    pub namespace: Option<Spanned<String>>,
    /// `rust_name`.
    pub rust_name: Option<Spanned<String>>,
    /// `comment`.
    pub comment: Option<String>,
    /// `only`.
    pub only: Option<Spanned<DialectName>>,
    /// `sqlite = { … }`.
    pub sqlite: TableSettings,
    /// What a mixin may hold too.
    pub parts: Parts,
    /// `primary_key`.
    pub primary_key: Option<PrimaryKey>,
    /// `foreign_key`.
    pub foreign_keys: Vec<ForeignKey>,
    /// `relations`.
    pub relations: Vec<Relation>,
    /// `scope`.
    pub scope: Option<Spanned<String>>,
    /// `rls`, where it is not as `[database]` says.
    pub rls: Option<Spanned<bool>>,
    /// `partition`.
    pub partitioning: Option<Partitioning>,
    /// What it is a partition of.
    pub partition_of: Option<PartitionOf>,
    /// `inherits`.
    pub inherits: Vec<Spanned<String>>,
    /// `serde`.
    pub serde: Option<Serde>,
    /// `renamed_from`.
    pub renamed_from: Option<Spanned<String>>,
}

impl Table {
    pub(super) fn new(key: Spanned<String>, module: Option<usize>) -> Self {
        Self {
            key,
            module,
            table: None,
            namespace: None,
            rust_name: None,
            comment: None,
            only: None,
            sqlite: TableSettings::default(),
            parts: Parts::default(),
            primary_key: None,
            foreign_keys: Vec::new(),
            relations: Vec::new(),
            scope: None,
            rls: None,
            partitioning: None,
            partition_of: None,
            inherits: Vec::new(),
            serde: None,
            renamed_from: None,
        }
    }
}

/// What a table says of itself on SQLite.
#[derive(Debug, Clone, Default)]
pub struct TableSettings {
    /// `strict`, where it is not as `[database]` says.
    pub strict: Option<Spanned<bool>>,
    /// `without_rowid`, where true.
    pub without_rowid: Option<Span>,
}

/// `[mixin.KEY]`.
#[derive(Debug, Clone)]
pub struct Mixin {
    /// The key.
    pub key: Spanned<String>,
    /// What it holds.
    pub parts: Parts,
}

/// What tables and mixins have in common.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// `mixins`.
    pub mixins: Vec<Spanned<String>>,
    /// `columns`.
    pub columns: Vec<Column>,
    /// `unique`.
    pub uniques: Vec<Unique>,
    /// `check`.
    pub checks: Vec<Check>,
    /// `index`.
    pub indexes: Vec<Index>,
}

/// An entry of `relations`.
#[derive(Debug, Clone)]
pub struct Relation {
    /// The name.
    pub name: Spanned<String>,
    /// `one` rather than `many`.
    pub one: bool,
    /// The table it leads to.
    pub target: Spanned<String>,
    /// `via`: columns of the foreign key.
    pub via: Vec<Spanned<String>>,
    /// `through`.
    pub through: Option<Through>,
    /// Where its value stands.
    pub span: Span,
}

/// `through` of a relation.
#[derive(Debug, Clone)]
pub struct Through {
    /// The join table.
    pub table: Spanned<String>,
    /// Columns of its key to the relation's own table.
    pub from: Vec<Spanned<String>>,
    /// Columns of its key to the relation's target.
    pub to: Vec<Spanned<String>>,
}

impl Reader<'_> {
    /// `[table.KEY]`; its triggers, policies and partitions go to `found`.
    pub(super) fn schema_table(
        &mut self,
        item: Item<'_>,
        module: Option<usize>,
        found: &mut Found<'_>,
    ) -> Option<Table> {
        let table = self.table(item)?;
        let mut read = Table::new(item.key(), module);
        let mut partition = None;
        let mut rls = Vec::new();
        read_keys!(self, table, "a table", item {
            "columns" => read.parts.columns = self.columns(item),
            "mixins" => read.parts.mixins = self.strings(item),
            "primary_key" => read.primary_key = self.primary_key(item),
            "unique" => read.parts.uniques = self.each(item, Self::unique),
            "check" => read.parts.checks = self.each(item, Self::check),
            "index" => read.parts.indexes = self.each(item, Self::index),
            "foreign_key" => read.foreign_keys = self.each(item, Self::foreign_key),
            "relations" => read.relations = self.relations(item),
            "scope" => read.scope = self.scope(item, &mut rls),
            "rls" => rls.extend(self.boolean(item)),
            "comment" => read.comment = self.string(item).map(|comment| comment.value),
            "table" => read.table = self.string(item),
            "schema" => read.namespace = self.string(item),
            "rust_name" => read.rust_name = self.string(item),
            "only" => read.only = self.choice(item),
            "sqlite" => read.sqlite = self.table_settings(item),
            "serde" => read.serde = self.choice(item).map(|serde| serde.value),
            "renamed_from" => read.renamed_from = self.string(item),
            "trigger" => found.tracked.extend(self.each(item, |reader, item| {
                reader.tracked_of(&read.key, TrackedKind::Trigger, item)
            })),
            "policy" => found.tracked.extend(self.each(item, |reader, item| {
                reader.tracked_of(&read.key, TrackedKind::Policy, item)
            })),
            "partition" => partition = Some(item),
            "inherits" => read.inherits = self.one_or_more_strings(item),
        } later ["soft_delete", "version"]);
        if let [first, second] = rls.as_slice() {
            self.diagnostics.push(say::listed_twice("rls", second.span, first.span));
        }
        read.rls = rls.into_iter().next();
        // When all that partitions have of the table is known.
        if let Some(item) = partition {
            read.partitioning = self.partitioning(item, &read, found);
        }
        Some(read)
    }

    fn table_settings(&mut self, item: Item<'_>) -> TableSettings {
        let mut settings = TableSettings::default();
        let Some(table) = self.table(item) else { return settings };
        read_keys!(self, table, "`sqlite` of a table", item {
            "strict" => settings.strict = self.boolean(item),
            "without_rowid" => {
                let without = self.boolean(item).filter(|without| without.value);
                settings.without_rowid = without.map(|_| item.key_span);
            },
        });
        settings
    }

    pub(super) fn mixin(&mut self, item: Item<'_>) -> Option<Mixin> {
        let table = self.table(item)?;
        let mut parts = Parts::default();
        read_keys!(self, table, "a mixin", item {
            "columns" => parts.columns = self.columns(item),
            "mixins" => parts.mixins = self.strings(item),
            "unique" => parts.uniques = self.each(item, Self::unique),
            "check" => parts.checks = self.each(item, Self::check),
            "index" => parts.indexes = self.each(item, Self::index),
        } later ["soft_delete", "version"]);
        Some(Mixin { key: item.key(), parts })
    }

    /// The elements of an array of tables.
    pub(super) fn each<T>(&mut self, item: Item<'_>, read: impl Fn(&mut Self, Item<'_>) -> Option<T>) -> Vec<T> {
        let elements = self.elements(item);
        elements.into_iter().filter_map(|element| read(self, element)).collect()
    }

    fn relations(&mut self, item: Item<'_>) -> Vec<Relation> {
        let Some(table) = self.table(item) else {
            return Vec::new();
        };
        let mut relations = Vec::new();
        for item in self.items(table) {
            relations.extend(self.relation(item));
        }
        relations
    }

    fn relation(&mut self, item: Item<'_>) -> Option<Relation> {
        let table = self.table(item)?;
        let span = item.span;
        let name = item.key();
        let (mut one, mut many, mut via, mut through) = (None, None, Vec::new(), None);
        read_keys!(self, table, "a relation", item {
            "one" => one = self.string(item),
            "many" => many = self.string(item),
            "via" => via = self.one_or_more_strings(item),
            "through" => through = self.through(item),
        });
        let is_one = table.contains_key("one");
        if is_one == table.contains_key("many") || (is_one && table.contains_key("through")) {
            self.wrong_type(
                item,
                "`{ one = \"…\" }`, `{ many = \"…\" }` or `{ many = \"…\", through = \"…\" }`",
            );
            return None;
        }
        one.or(many).map(|target| Relation {
            name,
            one: is_one,
            target,
            via,
            through,
            span,
        })
    }

    fn through(&mut self, item: Item<'_>) -> Option<Through> {
        if let DeValue::String(_) = item.value {
            return self.string(item).map(|table| Through {
                table,
                from: Vec::new(),
                to: Vec::new(),
            });
        }
        let DeValue::Table(table) = item.value else {
            self.wrong_type(item, "a table's key or `{ table = \"…\", from = \"…\", to = \"…\" }`");
            return None;
        };
        let (mut key, mut from, mut to) = (None, Vec::new(), Vec::new());
        read_keys!(self, table, "`through`", item {
            "table" => key = self.string(item),
            "from" => from = self.one_or_more_strings(item),
            "to" => to = self.one_or_more_strings(item),
        });
        self.require(table, "table", "`through`", item.span);
        key.map(|table| Through { table, from, to })
    }

    /// `scope`; what it says of `rls` goes beside what the table says.
    fn scope(&mut self, item: Item<'_>, rls: &mut Vec<Spanned<bool>>) -> Option<Spanned<String>> {
        let DeValue::Table(table) = item.value else {
            return self.string(item);
        };
        let mut column = None;
        read_keys!(self, table, "`scope`", item {
            "column" => column = self.string(item),
            "rls" => rls.extend(self.boolean(item)),
        });
        self.require(table, "column", "`scope`", item.span);
        column
    }
}

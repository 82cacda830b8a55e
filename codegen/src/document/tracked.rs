//! `[view.*]`, `[function.*]`, `[object.*]` and the like, and the triggers and policies of tables.

use crate::dialect::DialectName;
use crate::document::SqlText;
use crate::document::reader::{Item, Reader, read_keys};
use crate::schema::TrackedKind;
use crate::source::{Span, Spanned};

/// An object that is written as SQL.
#[derive(Debug, Clone)]
pub struct Tracked {
    /// Which section it is of.
    pub section: TrackedKind,
    /// `kind` of an `[object.*]`.
    pub kind: Option<Spanned<String>>,
    /// The key; of a trigger or policy its name.
    pub key: Spanned<String>,
    /// `name`.
    pub name: Option<Spanned<String>>,
    /// `schema`.
    pub namespace: Option<Spanned<String>>,
    /// The table that it belongs to, or the view.
    pub table: Option<Spanned<String>>,
    /// `sql`.
    pub sql: Option<SqlText>,
    /// `drop`.
    pub drop: Option<SqlText>,
    /// `depends_on`.
    pub depends_on: Vec<Spanned<String>>,
    /// `needed_by`.
    pub needed_by: Vec<Spanned<String>>,
    /// `only`.
    pub only: Option<Spanned<DialectName>>,
    /// Where its value stands.
    pub span: Span,
}

impl Tracked {
    pub(super) fn new(section: TrackedKind, item: Item<'_>) -> Self {
        Self {
            section,
            kind: None,
            key: item.key(),
            name: None,
            namespace: None,
            table: None,
            sql: None,
            drop: None,
            depends_on: Vec::new(),
            needed_by: Vec::new(),
            only: None,
            span: item.span,
        }
    }
}

impl Reader<'_> {
    /// `[view.KEY]` and the like.
    pub(super) fn tracked(&mut self, item: Item<'_>, section: TrackedKind) -> Option<Tracked> {
        let table = self.table(item)?;
        let mut read = Tracked::new(section, item);
        let owner = format!("`[{}.*]`", section.section());
        if section == TrackedKind::Other {
            read_keys!(self, table, &owner, item {
                "kind" => read.kind = self.string(item),
                "sql" => read.sql = self.sql(item),
                "drop" => read.drop = self.sql(item),
                "name" => read.name = self.string(item),
                "schema" => read.namespace = self.string(item),
                "table" => read.table = self.string(item),
                "depends_on" => read.depends_on = self.strings(item),
                "needed_by" => read.needed_by = self.strings(item),
                "only" => read.only = self.choice(item),
            });
            self.require(table, "kind", &owner, item.key_span);
        } else {
            read_keys!(self, table, &owner, item {
                "sql" => read.sql = self.sql(item),
                "drop" => read.drop = self.sql(item),
                "name" => read.name = self.string(item),
                "schema" => read.namespace = self.string(item),
                "depends_on" => read.depends_on = self.strings(item),
                "needed_by" => read.needed_by = self.strings(item),
                "only" => read.only = self.choice(item),
            });
        }
        self.require(table, "sql", &owner, item.key_span);
        Some(read)
    }

    /// `[[table.KEY.trigger]]` and `[[table.KEY.policy]]`.
    pub(super) fn tracked_of(
        &mut self,
        owner: &Spanned<String>,
        section: TrackedKind,
        item: Item<'_>,
    ) -> Option<Tracked> {
        let table = self.table(item)?;
        let mut read = Tracked::new(section, item);
        read.table = Some(owner.clone());
        let what = format!("a {}", section.section());
        let mut name = None;
        read_keys!(self, table, &what, item {
            "name" => name = self.string(item),
            "sql" => read.sql = self.sql(item),
            "drop" => read.drop = self.sql(item),
            "depends_on" => read.depends_on = self.strings(item),
            "only" => read.only = self.choice(item),
        });
        self.require(table, "name", &what, item.span);
        self.require(table, "sql", &what, item.span);
        read.key = name?;
        Some(read)
    }
}

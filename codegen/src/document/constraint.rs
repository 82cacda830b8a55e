//! Keys, uniques, checks, indexes and foreign keys of a table.

use toml::de::DeValue;

use crate::dialect::DialectName;
use crate::document::choice::Order;
use crate::document::column::Reference;
use crate::document::reader::{Item, Reader, read_keys};
use crate::document::value::SqlText;
use crate::schema::{Action, Deferrable, Nulls};
use crate::source::{Span, Spanned};

/// `primary_key` of a table.
#[derive(Debug, Clone)]
pub struct PrimaryKey {
    /// `name`.
    pub name: Option<Spanned<String>>,
    /// The columns.
    pub columns: Vec<Spanned<String>>,
    /// Where it stands.
    pub span: Span,
}

/// `[[table.*.unique]]`.
#[derive(Debug, Clone)]
pub struct Unique {
    /// `name`.
    pub name: Option<Spanned<String>>,
    /// `columns`.
    pub columns: Vec<Spanned<String>>,
    /// `nulls_not_distinct`, where true.
    pub nulls_not_distinct: Option<Span>,
    /// `deferrable`.
    pub deferrable: Option<Spanned<Deferrable>>,
    /// `only`.
    pub only: Option<Spanned<DialectName>>,
    /// `renamed_from`.
    pub renamed_from: Option<Spanned<String>>,
    /// Where it stands.
    pub span: Span,
}

/// `[[table.*.check]]`.
#[derive(Debug, Clone)]
pub struct Check {
    /// `name`.
    pub name: Option<Spanned<String>>,
    /// `expression`.
    pub expression: SqlText,
    /// `only`.
    pub only: Option<Spanned<DialectName>>,
    /// `renamed_from`.
    pub renamed_from: Option<Spanned<String>>,
    /// Where it stands.
    pub span: Span,
}

/// `[[table.*.index]]`.
#[derive(Debug, Clone)]
pub struct Index {
    /// `name`.
    pub name: Option<Spanned<String>>,
    /// `columns`.
    pub parts: Vec<IndexPart>,
    /// `unique`.
    pub unique: bool,
    /// `nulls_not_distinct`, where true.
    pub nulls_not_distinct: Option<Span>,
    /// `where`.
    pub predicate: Option<SqlText>,
    /// `include`.
    pub include: Vec<Spanned<String>>,
    /// `method`.
    pub method: Option<Spanned<String>>,
    /// `only`.
    pub only: Option<Spanned<DialectName>>,
    /// `renamed_from`.
    pub renamed_from: Option<Spanned<String>>,
    /// Where it stands.
    pub span: Span,
}

/// A part of an index.
#[derive(Debug, Clone)]
pub struct IndexPart {
    /// What is indexed.
    pub key: IndexKey,
    /// `order`.
    pub order: Option<Order>,
    /// `nulls`.
    pub nulls: Option<Spanned<Nulls>>,
    /// `opclass`.
    pub opclass: Option<Spanned<String>>,
    /// `collation`.
    pub collation: Option<Spanned<String>>,
}

/// What a part of an index indexes.
#[derive(Debug, Clone)]
pub enum IndexKey {
    /// The short form: a column's key, perhaps with `asc`, `desc`, `nulls first`, `nulls last` after it.
    Short(Spanned<String>),
    /// A column's key.
    Column(Spanned<String>),
    /// SQL.
    Expression(SqlText),
}

/// `[[table.*.foreign_key]]`.
#[derive(Debug, Clone)]
pub struct ForeignKey {
    /// `name`.
    pub name: Option<Spanned<String>>,
    /// `columns`.
    pub columns: Vec<Spanned<String>>,
    /// `references`.
    pub references: Reference,
    /// `on_delete`.
    pub on_delete: Option<Spanned<Action>>,
    /// `on_update`.
    pub on_update: Option<Spanned<Action>>,
    /// `deferrable`.
    pub deferrable: Option<Deferrable>,
    /// `index`.
    pub index: bool,
    /// `only`.
    pub only: Option<Spanned<DialectName>>,
    /// `renamed_from`.
    pub renamed_from: Option<Spanned<String>>,
    /// Where it stands.
    pub span: Span,
}

impl Reader<'_> {
    /// `["a", "b"]`, `"a"` or `{ name = "…", columns = […] }`.
    pub(super) fn primary_key(&mut self, item: Item<'_>) -> Option<PrimaryKey> {
        let span = item.span;
        let (mut name, mut columns) = (None, Vec::new());
        if let DeValue::Table(table) = item.value {
            read_keys!(self, table, "`primary_key`", item {
                "name" => name = self.string(item),
                "columns" => columns = self.one_or_more_strings(item),
            });
            self.require(table, "columns", "`primary_key`", span);
        } else {
            columns = self.one_or_more_strings(item);
        }
        self.not_empty(item, columns.is_empty())?;
        Some(PrimaryKey { name, columns, span })
    }

    fn not_empty(&mut self, item: Item<'_>, empty: bool) -> Option<()> {
        if empty && matches!(item.value, DeValue::Array(array) if array.is_empty()) {
            self.diagnostics
                .push(crate::diagnostic::document::empty_list(item.key, item.span));
        }
        (!empty).then_some(())
    }

    fn column_keys(&mut self, item: Item<'_>) -> Vec<Spanned<String>> {
        let columns = self.one_or_more_strings(item);
        let _ = self.not_empty(item, columns.is_empty());
        columns
    }

    pub(super) fn unique(&mut self, item: Item<'_>) -> Option<Unique> {
        let table = self.table(item)?;
        let mut unique = Unique {
            name: None,
            columns: Vec::new(),
            nulls_not_distinct: None,
            deferrable: None,
            only: None,
            renamed_from: None,
            span: item.span,
        };
        read_keys!(self, table, "a unique constraint", item {
            "name" => unique.name = self.string(item),
            "columns" => unique.columns = self.column_keys(item),
            "nulls_not_distinct" => unique.nulls_not_distinct = self.flag(item).then_some(item.key_span),
            "deferrable" => unique.deferrable = self.choice(item),
            "only" => unique.only = self.choice(item),
            "renamed_from" => unique.renamed_from = self.string(item),
        });
        self.require(table, "columns", "a unique constraint", item.span);
        (!unique.columns.is_empty()).then_some(unique)
    }

    pub(super) fn check(&mut self, item: Item<'_>) -> Option<Check> {
        let table = self.table(item)?;
        let (mut name, mut expression, mut only, mut renamed_from) = (None, None, None, None);
        read_keys!(self, table, "a check", item {
            "name" => name = self.string(item),
            "expression" => expression = self.sql(item),
            "only" => only = self.choice(item),
            "renamed_from" => renamed_from = self.string(item),
        });
        self.require(table, "expression", "a check", item.span);
        expression.map(|expression| Check {
            name,
            expression,
            only,
            renamed_from,
            span: item.span,
        })
    }

    pub(super) fn index(&mut self, item: Item<'_>) -> Option<Index> {
        let table = self.table(item)?;
        let mut index = Index {
            name: None,
            parts: Vec::new(),
            unique: false,
            nulls_not_distinct: None,
            predicate: None,
            include: Vec::new(),
            method: None,
            only: None,
            renamed_from: None,
            span: item.span,
        };
        read_keys!(self, table, "an index", item {
            "name" => index.name = self.string(item),
            "columns" => index.parts = self.index_parts(item),
            "unique" => index.unique = self.flag(item),
            "nulls_not_distinct" => index.nulls_not_distinct = self.flag(item).then_some(item.key_span),
            "where" => index.predicate = self.sql(item),
            "include" => index.include = self.column_keys(item),
            "method" => index.method = self.string(item),
            "only" => index.only = self.choice(item),
            "renamed_from" => index.renamed_from = self.string(item),
        });
        self.require(table, "columns", "an index", item.span);
        (!index.parts.is_empty()).then_some(index)
    }

    /// A part of an index, or a list of them.
    pub(super) fn index_parts(&mut self, item: Item<'_>) -> Vec<IndexPart> {
        let elements = if matches!(item.value, DeValue::Array(_)) {
            self.elements(item)
        } else {
            vec![item]
        };
        let parts: Vec<_> = elements
            .into_iter()
            .filter_map(|element| self.index_part(element))
            .collect();
        let _ = self.not_empty(item, parts.is_empty());
        parts
    }

    fn index_part(&mut self, item: Item<'_>) -> Option<IndexPart> {
        let mut key = None;
        let mut keys = 0;
        let (mut order, mut nulls, mut opclass, mut collation) = (None, None, None, None);
        match item.value {
            DeValue::String(_) => {
                keys = 1;
                key = self.string(item).map(IndexKey::Short);
            }
            DeValue::Table(table) => read_keys!(self, table, "a part of an index", item {
                "column" => { keys += 1; key = self.string(item).map(IndexKey::Column) },
                "expression" => { keys += 1; key = self.sql(item).map(IndexKey::Expression) },
                "order" => order = self.choice(item).map(|order| order.value),
                "nulls" => nulls = self.choice(item),
                "opclass" => opclass = self.string(item),
                "collation" => collation = self.string(item),
            }),
            _ => {}
        }
        if keys != 1 {
            self.wrong_type(
                item,
                "a column's key, `{ column = \"…\" }` or `{ expression = \"…\" }`, each with `order`, `nulls`, …",
            );
        }
        key.map(|key| IndexPart {
            key,
            order,
            nulls,
            opclass,
            collation,
        })
    }

    pub(super) fn foreign_key(&mut self, item: Item<'_>) -> Option<ForeignKey> {
        let table = self.table(item)?;
        let (mut name, mut columns, mut references) = (None, Vec::new(), None);
        let (mut on_delete, mut on_update, mut deferrable) = (None, None, None);
        let (mut index, mut only, mut renamed_from) = (true, None, None);
        read_keys!(self, table, "a foreign key", item {
            "name" => name = self.string(item),
            "columns" => columns = self.column_keys(item),
            "references" => references = self.reference(item),
            "on_delete" => on_delete = self.choice(item),
            "on_update" => on_update = self.choice(item),
            "deferrable" => deferrable = self.choice(item).map(|when| when.value),
            "index" => index = self.boolean(item).is_none_or(|index| index.value),
            "only" => only = self.choice(item),
            "renamed_from" => renamed_from = self.string(item),
        });
        for key in ["columns", "references"] {
            self.require(table, key, "a foreign key", item.span);
        }
        if columns.is_empty() {
            return None;
        }
        references.map(|references| ForeignKey {
            name,
            columns,
            references,
            on_delete,
            on_update,
            deferrable,
            index,
            only,
            renamed_from,
            span: item.span,
        })
    }
}

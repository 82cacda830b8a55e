//! Columns, in short and long form.

use toml::de::DeValue;

use crate::dialect::DialectName;
use crate::document::reader::{Item, Reader, is_there, read_keys};
use crate::document::value::{Default, SqlText};
use crate::schema::{Action, Deferrable, Identity, Validation};
use crate::source::{Span, Spanned};

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// The key.
    pub key: Spanned<String>,
    /// Where its value stands.
    pub span: Span,
    /// `type`. Neither it nor `references` is there where the column was told to be wrong.
    pub r#type: Option<Spanned<String>>,
    /// `declared`: the type as SQLite is told it.
    pub declared: Option<Spanned<String>>,
    /// `collation`.
    pub collation: Option<Spanned<String>>,
    /// `references` and what goes with it.
    pub references: Option<ColumnReference>,
    /// `index`.
    pub index: Option<Spanned<bool>>,
    /// `nullable`.
    pub nullable: Option<Spanned<bool>>,
    /// `default`.
    pub default: Option<Default>,
    /// `update_default`.
    pub update_default: Option<Default>,
    /// `primary_key`, where true.
    pub primary_key: Option<Span>,
    /// `unique`, where true.
    pub unique: Option<Span>,
    /// `check`.
    pub check: Option<SqlText>,
    /// `identity`.
    pub identity: Option<Spanned<Identity>>,
    /// `generated`.
    pub generated: Option<Generated>,
    /// `column`: the name in the database.
    pub column: Option<Spanned<String>>,
    /// `rust_name`.
    pub rust_name: Option<Spanned<String>>,
    /// `rust`.
    pub rust: Option<Spanned<String>>,
    /// `comment`.
    pub comment: Option<String>,
    /// `validate`.
    pub validate: Vec<Spanned<Validation>>,
    /// `secret`.
    pub secret: bool,
    /// `only`.
    pub only: Option<Spanned<DialectName>>,
    /// `renamed_from`.
    pub renamed_from: Option<Spanned<String>>,
    /// `backfill`.
    pub backfill: Option<SqlText>,
    /// `using`.
    pub using: Option<SqlText>,
    /// `using_back`.
    pub using_back: Option<SqlText>,
}

/// `references` of a column.
#[derive(Debug, Clone)]
pub struct ColumnReference {
    /// What is pointed at.
    pub target: Reference,
    /// `on_delete`.
    pub on_delete: Option<Spanned<Action>>,
    /// `on_update`.
    pub on_update: Option<Spanned<Action>>,
    /// `deferrable`.
    pub deferrable: Option<Deferrable>,
}

/// What a foreign key points at.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The table's key.
    pub table: Spanned<String>,
    /// The columns' keys; empty for the primary key.
    pub columns: Vec<Spanned<String>>,
    /// Where it stands.
    pub span: Span,
}

/// `generated` of a column.
#[derive(Debug, Clone)]
pub struct Generated {
    /// The SQL.
    pub expression: SqlText,
    /// Whether the value is stored.
    pub stored: bool,
    /// Where it stands.
    pub span: Span,
}

impl Column {
    pub(super) fn new(item: Item<'_>) -> Self {
        Self {
            key: item.key(),
            span: item.span,
            r#type: None,
            declared: None,
            collation: None,
            references: None,
            index: None,
            nullable: None,
            default: None,
            update_default: None,
            primary_key: None,
            unique: None,
            check: None,
            identity: None,
            generated: None,
            column: None,
            rust_name: None,
            rust: None,
            comment: None,
            validate: Vec::new(),
            secret: false,
            only: None,
            renamed_from: None,
            backfill: None,
            using: None,
            using_back: None,
        }
    }
}

impl Reader<'_> {
    pub(super) fn columns(&mut self, item: Item<'_>) -> Vec<Column> {
        let Some(table) = self.table(item) else {
            return Vec::new();
        };
        let mut columns = Vec::with_capacity(table.len());
        for item in self.items(table) {
            columns.push(self.column(item));
        }
        columns
    }

    /// A column; one without type and reference was told to be wrong.
    pub(super) fn column(&mut self, item: Item<'_>) -> Column {
        let mut column = Column::new(item);
        let DeValue::Table(table) = item.value else {
            if !matches!(item.value, DeValue::String(_)) {
                self.wrong_type(item, "a type, as \"text\", or a table, as `{ type = \"text\" }`");
                return column;
            }
            column.r#type = self.string(item);
            return column;
        };
        let (mut target, mut on_delete, mut on_update, mut deferrable) = (None, None, None, None);
        let mut of_reference: Option<Item<'_>> = None;
        read_keys!(self, table, "a column", item {
            "type" => column.r#type = self.string(item),
            "declared" => column.declared = self.string(item),
            "collation" => column.collation = self.string(item),
            "references" => target = self.reference(item),
            "on_delete" => { of_reference = Some(item); on_delete = self.choice(item) },
            "on_update" => { of_reference = Some(item); on_update = self.choice(item) },
            "deferrable" => {
                of_reference = Some(item);
                deferrable = self.choice(item).map(|when| when.value);
            },
            "index" => column.index = self.boolean(item),
            "nullable" => column.nullable = self.boolean(item),
            "default" => column.default = self.default_value(item),
            "update_default" => column.update_default = self.default_value(item),
            "primary_key" => column.primary_key = self.marked(item),
            "unique" => column.unique = self.marked(item),
            "check" => column.check = self.sql(item),
            "identity" => column.identity = self.identity(item),
            "generated" => column.generated = self.generated(item),
            "column" => column.column = self.string(item),
            "rust_name" => column.rust_name = self.string(item),
            "rust" => column.rust = self.string(item),
            "comment" => column.comment = self.string(item).map(|comment| comment.value),
            "validate" => column.validate = self.validations(item),
            "secret" => column.secret = self.flag(item),
            "only" => column.only = self.choice(item),
            "renamed_from" => column.renamed_from = self.string(item),
            "backfill" => column.backfill = self.sql(item),
            "using" => column.using = self.sql(item),
            "using_back" => column.using_back = self.sql(item),
        } later ["version", "soft_delete"]);
        if let Some(stray) = of_reference
            && !is_there(table, "references")
        {
            self.diagnostics
                .push(crate::diagnostic::document::needs_references(stray.key, stray.key_span));
        }
        column.references = target.map(|target| ColumnReference {
            target,
            on_delete,
            on_update,
            deferrable,
        });
        let has_either = table.contains_key("type") || table.contains_key("references");
        if !has_either && !is_there(table, "type") && !is_there(table, "references") {
            self.diagnostics.push(crate::diagnostic::document::column_without_type(
                &column.key.value,
                column.key.span,
            ));
        }
        column
    }

    pub(super) fn marked(&mut self, item: Item<'_>) -> Option<Span> {
        self.boolean(item).filter(|mark| mark.value).map(|_| item.key_span)
    }

    fn identity(&mut self, item: Item<'_>) -> Option<Spanned<Identity>> {
        let identity = match item.value {
            DeValue::Boolean(true) => Identity::Always,
            DeValue::Boolean(false) => return None,
            DeValue::String(text) if text == "always" => Identity::Always,
            DeValue::String(text) if text == "by_default" => Identity::ByDefault,
            _ => {
                self.wrong_type(item, "`true`, `false`, \"always\" or \"by_default\"");
                return None;
            }
        };
        Some(Spanned::new(identity, item.span))
    }

    fn generated(&mut self, item: Item<'_>) -> Option<Generated> {
        let span = item.span;
        let mut stored = true;
        let expression = match item.value {
            DeValue::Table(table) if !table.contains_key("postgres") && !table.contains_key("sqlite") => {
                let mut expression = None;
                read_keys!(self, table, "a generated column", item {
                    "expression" => expression = self.sql(item),
                    "stored" => stored = self.boolean(item).is_none_or(|stored| stored.value),
                });
                self.require(table, "expression", "a generated column", span);
                expression
            }
            _ => self.sql(item),
        };
        expression.map(|expression| Generated {
            expression,
            stored,
            span,
        })
    }

    /// `"table"`, `"table.column"`, `{ table = …, column = … }` or `{ table = …, columns = […] }`.
    pub(super) fn reference(&mut self, item: Item<'_>) -> Option<Reference> {
        let span = item.span;
        let DeValue::Table(table) = item.value else {
            if !matches!(item.value, DeValue::String(_)) {
                self.wrong_type(
                    item,
                    "a table's key, as \"user\", or `{ table = \"…\", columns = [\"…\"] }`",
                );
                return None;
            }
            let text = self.string(item)?;
            let Some((table, column)) = text.value.split_once('.') else {
                return Some(Reference {
                    table: text,
                    columns: Vec::new(),
                    span,
                });
            };
            return Some(Reference {
                table: Spanned::new(table.to_owned(), span),
                columns: vec![Spanned::new(column.to_owned(), span)],
                span,
            });
        };
        let mut key = None;
        let mut columns = Vec::new();
        read_keys!(self, table, "`references`", item {
            "table" => key = self.string(item),
            "column" => columns = self.string(item).into_iter().collect(),
            "columns" => columns = self.one_or_more_strings(item),
        });
        self.require(table, "table", "`references`", span);
        key.map(|table| Reference { table, columns, span })
    }

    fn validations(&mut self, item: Item<'_>) -> Vec<Spanned<Validation>> {
        let mut rules = Vec::new();
        let Some(table) = self.table(item) else { return rules };
        read_keys!(self, table, "`validate`", item {
            "email" => if self.flag(item) { rules.push(Spanned::new(Validation::Email, item.key_span)) },
            "url" => if self.flag(item) { rules.push(Spanned::new(Validation::Url, item.key_span)) },
            "not_blank" => if self.flag(item) { rules.push(Spanned::new(Validation::NotBlank, item.key_span)) },
            "length" => {
                let ends = self.ends(item, |reader, item| {
                    let length = reader.integer(item)?;
                    let length = u64::try_from(length).ok();
                    if length.is_none() {
                        reader.wrong_type(item, "a length of at least 0");
                    }
                    length
                });
                rules.extend(ends.map(|(min, max)| Spanned::new(Validation::Length(min, max), item.span)));
            },
            "range" => {
                let ends = self.ends(item, Self::number);
                rules.extend(ends.map(|(min, max)| Spanned::new(Validation::Range(min, max), item.span)));
            },
            "pattern" => if let Some(pattern) = self.string(item) {
                rules.push(Spanned::new(Validation::Pattern(pattern.value), item.span));
            },
            "one_of" => {
                let values = self.strings(item).into_iter().map(|value| value.value).collect();
                rules.push(Spanned::new(Validation::OneOf(values), item.span));
            },
        });
        rules
    }

    /// `[min, max]`, or `{ min = …, max = … }` with either.
    fn ends<T>(
        &mut self,
        item: Item<'_>,
        read: impl Fn(&mut Self, Item<'_>) -> Option<T>,
    ) -> Option<(Option<T>, Option<T>)> {
        let (mut min, mut max) = (None, None);
        match item.value {
            DeValue::Array(array) if array.len() == 2 => {
                let elements = self.elements(item);
                min = Some(read(self, elements[0])?);
                max = Some(read(self, elements[1])?);
            }
            DeValue::Table(table) if !table.is_empty() => read_keys!(self, table, "both ends", item {
                "min" => min = read(self, item),
                "max" => max = read(self, item),
            }),
            _ => {
                self.wrong_type(item, "`[min, max]`, `{ min = … }` or `{ max = … }`");
                return None;
            }
        }
        Some((min, max))
    }
}

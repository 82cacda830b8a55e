//! What a request may ask for.

use std::fmt;
use std::marker::PhantomData;

use super::RequestFilter;
use super::bind::Binding;
use super::value::{Read, read};
use crate::error::{Error, Result};
use crate::model::{Model, TableColumn};
use crate::query::expression::Expression;
use crate::query::{Column, Filter, Order};
use crate::statement::bare_type;
use crate::value::FieldValue;

/// What a request may do with a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Operator {
    /// `eq`: the value, or none (`null`).
    Eq,
    /// `ne`.
    Ne,
    /// `lt`.
    Lt,
    /// `le`.
    Le,
    /// `gt`.
    Gt,
    /// `ge`.
    Ge,
    /// `in`.
    In,
    /// `not_in`.
    NotIn,
    /// `is_null`.
    IsNull,
    /// `contains`.
    Contains,
    /// `starts_with`.
    StartsWith,
    /// `ends_with`.
    EndsWith,
}

impl Operator {
    /// All of them, with their names, in the order in which messages list them.
    const NAMES: [(Self, &'static str); 12] = [
        (Self::Eq, "eq"),
        (Self::Ne, "ne"),
        (Self::Lt, "lt"),
        (Self::Le, "le"),
        (Self::Gt, "gt"),
        (Self::Ge, "ge"),
        (Self::In, "in"),
        (Self::NotIn, "not_in"),
        (Self::IsNull, "is_null"),
        (Self::Contains, "contains"),
        (Self::StartsWith, "starts_with"),
        (Self::EndsWith, "ends_with"),
    ];

    pub(super) fn named(name: &str) -> Option<Self> {
        let mut known = Self::NAMES.into_iter();
        known.find(|(_, known)| *known == name).map(|(operator, _)| operator)
    }

    pub(super) fn name(self) -> &'static str {
        let mut known = Self::NAMES.into_iter();
        known.find(|(known, _)| *known == self).map_or("", |(_, name)| name)
    }

    /// Whether it means the same on both databases for values of a column.
    fn is_for(self, column: &TableColumn) -> bool {
        match self {
            Self::Lt | Self::Le | Self::Gt | Self::Ge => matches!(Kind::of(column), Kind::Ordered | Kind::Text),
            Self::Contains | Self::StartsWith | Self::EndsWith => Kind::of(column) == Kind::Text,
            Self::IsNull => column.nullable,
            Self::Eq | Self::Ne | Self::In | Self::NotIn => true,
        }
    }
}

/// What values of a column can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Ordered,
    /// Enums and the like, which each database orders in a way of its own.
    Equal,
    /// JSON and arrays, which PostgreSQL cannot compare, or not as text.
    Incomparable,
}

impl Kind {
    fn of(column: &TableColumn) -> Self {
        if column.through_text || column.postgres_type.ends_with("[]") {
            return Self::Incomparable;
        }
        match bare_type(column.postgres_type).as_ref() {
            "text" | "varchar" | "character varying" => Self::Text,
            "int2"
            | "smallint"
            | "int4"
            | "int"
            | "integer"
            | "int8"
            | "bigint"
            | "float4"
            | "real"
            | "float8"
            | "double precision"
            | "numeric"
            | "decimal"
            | "char"
            | "bpchar"
            | "character"
            | "uuid"
            | "date"
            | "time"
            | "time without time zone"
            | "timestamp"
            | "timestamp without time zone"
            | "timestamptz"
            | "timestamp with time zone" => Self::Ordered,
            "json" | "jsonb" | "interval" => Self::Incomparable,
            _ => Self::Equal,
        }
    }
}

/// A column that a request may filter by.
#[derive(Clone)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) column: Expression,
    pub(super) read: Read,
    pub(super) postgres_type: &'static str,
    pub(super) nullable: bool,
    pub(super) operators: Vec<Operator>,
}

/// How much a request may ask for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) depth: usize,
    pub(super) conditions: usize,
    pub(super) values: usize,
    pub(super) characters: usize,
}

/// What a request may filter and order the rows of a model by: no other column is reached, whatever the request says, and each
/// operator, value and size is checked before anything is sent. Scopes hold as in any query.
///
/// Names are those of the fields. Comparisons by order (`lt` …) are there for numbers, text, dates, times and UUIDs; `contains`,
/// `starts_with` and `ends_with` for text; enums, truth, bytes and network addresses are equal or not. JSON, arrays and intervals
/// cannot be filtered by, nor secret columns.
///
/// ```
/// use std::sync::LazyLock;
///
/// use tablesmith::{Db, prelude::*};
/// use tablesmith::query::{AllowList, RequestFilter};
///
/// #[derive(Debug, Dao)]
/// #[dao(table = "book", primary_key(columns(id)))]
/// struct Book {
///     id: i64,
///     title: String,
///     year: Option<i32>,
/// }
///
/// static BOOKS: LazyLock<AllowList<Book>> = LazyLock::new(|| {
///     AllowList::new()
///         .filter(Book::TITLE)
///         .filter(Book::YEAR)
///         .sort(Book::TITLE)
///         .sort_as("published", Book::YEAR)
/// });
///
/// # async fn books(db: &Db, filter: &str, sort: &str) -> tablesmith::Result<Vec<Book>> {
/// let filter = RequestFilter::from_query(filter)?;                    // year[ge]=2020
/// Book::query()
///     .filter(BOOKS.condition(&filter)?)
///     .order_by(BOOKS.order(sort)?)                                   // -published,title
///     .limit(50)
///     .all(db)
///     .await
/// # }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # db.batch("create table book (id integer primary key, title text not null, year integer);
/// #     insert into book (title, year) values ('Old', 1999), ('New', 2024), ('Newer', 2025)").await?;
/// # let found = books(&db, "year[ge]=2020", "-published,title").await?;
/// # assert_eq!(found.iter().map(|book| book.title.as_str()).collect::<Vec<_>>(), ["Newer", "New"]);
/// assert_eq!(BOOKS.order("price").unwrap_err().http_status(), 400);
/// # Ok::<(), tablesmith::Error>(()) }).unwrap();
/// ```
#[must_use = "an allow-list does nothing before `condition` or `order`"]
pub struct AllowList<M> {
    fields: Vec<Field>,
    sorts: Vec<(&'static str, Expression)>,
    limits: Limits,
    /// What the list itself has wrong.
    mistake: Option<String>,
    marker: PhantomData<fn() -> M>,
}

impl<M> Clone for AllowList<M> {
    fn clone(&self) -> Self {
        Self {
            fields: self.fields.clone(),
            sorts: self.sorts.clone(),
            limits: self.limits,
            mistake: self.mistake.clone(),
            marker: PhantomData,
        }
    }
}

impl<M> fmt::Debug for AllowList<M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |names: Vec<&'static str>| names.join(", ");
        formatter
            .debug_struct("AllowList")
            .field("filter", &names(self.fields.iter().map(|field| field.name).collect()))
            .field("sort", &names(self.sorts.iter().map(|(name, _)| *name).collect()))
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl<M: Model> Default for AllowList<M> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M: Model> AllowList<M> {
    /// Nothing is allowed.
    pub fn new() -> Self {
        Self {
            fields: Vec::new(),
            sorts: Vec::new(),
            limits: Limits {
                depth: 4,
                conditions: 32,
                values: 100,
                characters: 200,
            },
            mistake: None,
            marker: PhantomData,
        }
    }

    /// Rows may be filtered by a column, under the name of its field.
    pub fn filter<T: FieldValue, const N: usize>(self, column: Column<M, T, N>) -> Self {
        self.filter_as(column.description().field, column)
    }

    /// Rows may be filtered by a column, under a name of its own.
    pub fn filter_as<T: FieldValue, const N: usize>(mut self, name: &'static str, column: Column<M, T, N>) -> Self {
        let description = column.description();
        if ["and", "or", "not"].contains(&name) {
            self.refuse(format_args!(
                "`{name}` puts filters together: give the column another name, by `filter_as`"
            ));
        }
        if self.fields.iter().any(|field| field.name == name) {
            self.refuse(format_args!("`{name}` is there twice"));
        }
        self.refuse_column(description, "filtered");
        let operators = Operator::NAMES.into_iter().map(|(operator, _)| operator);
        self.fields.push(Field {
            name,
            column: column.expression(),
            read: read::<T::Value>,
            postgres_type: T::FIELD_TYPE,
            nullable: description.nullable,
            operators: operators.filter(|operator| operator.is_for(description)).collect(),
        });
        self
    }

    /// Of the column that was given last, only these operators: `contains` and `ends_with` read every row, for one.
    ///
    /// ```
    /// # use tablesmith::prelude::*;
    /// # use tablesmith::query::{AllowList, Operator, RequestFilter};
    /// # #[derive(Debug, Dao)]
    /// # #[dao(table = "book", primary_key(columns(id)))]
    /// # struct Book { id: i64, title: String }
    /// let allowed = AllowList::new().filter(Book::TITLE).only([Operator::Eq, Operator::StartsWith]);
    /// let asked = RequestFilter::from_query("title[contains]=rust")?;
    /// let error = allowed.condition(&asked).expect_err("not among them");
    /// assert_eq!(error.to_string(), "`title.contains` is no operator of `title`: there are `eq`, `starts_with`");
    /// # Ok::<(), tablesmith::Error>(())
    /// ```
    pub fn only(mut self, operators: impl IntoIterator<Item = Operator>) -> Self {
        let operators: Vec<Operator> = operators.into_iter().collect();
        match self.fields.last_mut() {
            Some(field) => field.operators.retain(|operator| operators.contains(operator)),
            None => self.refuse(format_args!("`only` is about the column before it, and there is none")),
        }
        self
    }

    /// Rows may be ordered by a column, under the name of its field.
    pub fn sort<T, const N: usize>(self, column: Column<M, T, N>) -> Self {
        self.sort_as(column.description().field, column)
    }

    /// Rows may be ordered by a column, under a name of its own.
    pub fn sort_as<T, const N: usize>(mut self, name: &'static str, column: Column<M, T, N>) -> Self {
        if self.sorts.iter().any(|(known, _)| *known == name) {
            self.refuse(format_args!("`{name}` is there twice"));
        }
        self.refuse_column(column.description(), "ordered");
        self.sorts.push((name, column.expression()));
        self
    }

    /// How deep `and`, `or` and `not` may stand in one another; 4 unless said, 16 at most.
    pub fn max_depth(mut self, levels: usize) -> Self {
        self.limits.depth = levels.min(16);
        self
    }

    /// How many conditions there may be; 32 unless said.
    pub fn max_conditions(mut self, conditions: usize) -> Self {
        self.limits.conditions = conditions;
        self
    }

    /// How many values a list may have; 100 unless said.
    pub fn max_values(mut self, values: usize) -> Self {
        self.limits.values = values;
        self
    }

    /// How long a text may be; 200 characters unless said.
    pub fn max_characters(mut self, characters: usize) -> Self {
        self.limits.characters = characters;
        self
    }

    /// The condition that a request asks for.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequest`] for a name, an operator or a value that is not allowed, with its place and what is allowed, and for
    /// a request that is too large; [`Error::InvalidQuery`] where the list itself has a column that nothing can be filtered by.
    pub fn condition(&self, asked: &RequestFilter) -> Result<Filter<M>> {
        self.checked()?;
        let expression = Binding::new(&self.fields, self.limits).all(&asked.fields)?;
        Ok(Filter::new(expression))
    }

    /// The order that a request asks for: names with commas between them, `-` before those that go from the greatest to the least.
    /// Empty where it asks for none; an order of your own is put behind it by another `order_by`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequest`] for a name that is not allowed, or is there twice; [`Error::InvalidQuery`] as for
    /// [`condition`](Self::condition).
    pub fn order(&self, asked: &str) -> Result<Vec<Order<M>>> {
        self.checked()?;
        let mut taken: Vec<&str> = Vec::new();
        let mut orders = Vec::new();
        for part in asked.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, descending) = part.strip_prefix('-').map_or((part, false), |name| (name, true));
            let Some((name, column)) = self.sorts.iter().find(|(known, _)| *known == name) else {
                let names = self.sorts.iter().map(|(name, _)| *name);
                return Err(refused(name, format!("cannot be ordered by: {}", there_are(names))));
            };
            if taken.contains(name) {
                return Err(refused(name, "is in the order twice".to_owned()));
            }
            taken.push(name);
            orders.push(Order::new(column.clone(), descending));
        }
        Ok(orders)
    }

    fn checked(&self) -> Result<()> {
        match &self.mistake {
            None => Ok(()),
            Some(mistake) => Err(Error::InvalidQuery(format!(
                "the allow-list of `{}`: {mistake}",
                M::TABLE.name
            ))),
        }
    }

    fn refuse_column(&mut self, column: &TableColumn, done: &str) {
        let name = column.name;
        if column.secret {
            self.refuse(format_args!(
                "`{name}` is secret, and whoever may have rows {done} by it finds it out"
            ));
        }
        if Kind::of(column) == Kind::Incomparable {
            let kind = column.postgres_type;
            self.refuse(format_args!(
                "rows cannot be {done} by `{name}`, which is of type {kind}"
            ));
        }
    }

    fn refuse(&mut self, mistake: fmt::Arguments<'_>) {
        self.mistake.get_or_insert_with(|| mistake.to_string());
    }
}

/// How many characters of what a request says are said back.
const SAID_BACK: usize = 60;

pub(super) fn refused(place: &str, reason: String) -> Error {
    let mut place: String = place.chars().filter(|character| !character.is_control()).collect();
    if let Some((end, _)) = place.char_indices().nth(SAID_BACK) {
        place.truncate(end);
        place.push('…');
    }
    Error::InvalidRequest { place, reason }
}

pub(super) fn there_are(names: impl Iterator<Item = &'static str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        "there are none".to_owned()
    } else {
        format!("there are {}", names.join(", "))
    }
}

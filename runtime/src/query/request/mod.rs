//! Filters and orders that come from a request: read without knowing a table, then held to a list of what it may ask for.

mod allow_list;
mod bind;
mod read;
mod tree;
mod value;

pub use allow_list::{AllowList, Operator};

use tree::Tree;

use crate::error::Result;

/// A filter as a request says it, in JSON or in a query string: fields, operators and values, put together by `and`, `or` and
/// `not`. It says nothing before an [`AllowList`] makes a [`Filter`](super::Filter) of it, which checks names, operators and
/// values.
///
/// | JSON | means |
/// |---|---|
/// | `{"title": "Rust"}` | equal; `null` is without a value |
/// | `{"status": ["draft", "open"]}` | one of these |
/// | `{"year": {"ge": 2020, "lt": 2024}}` | both, as of all that stands in one object |
/// | `{"or": [{"year": 2020}, {"year": null}]}` | any of these; `and` is all of them |
/// | `{"not": {"status": "draft"}}` | the contrary |
///
/// Operators are `eq`, `ne`, `lt`, `le`, `gt`, `ge`, `in`, `not_in`, `is_null` (`true` or `false`), and of text `contains`,
/// `starts_with` and `ends_with`, which take it as it is.
///
/// In a query string the way to a value stands in brackets: `title[contains]=rust&year[ge]=2020`, `status=draft&status=open`,
/// `or[0][year]=2020&or[1][year][is_null]=true`. Such keys are understood whatever reads them: [`from_query`](Self::from_query),
/// `axum::extract::Query` (that is, `serde_urlencoded`, and `serde_html_form`), `serde_qs`. Its values are all text, and taken for
/// what the column holds.
///
/// ```
/// use tablesmith::prelude::*;
/// use tablesmith::query::{AllowList, RequestFilter};
/// use tablesmith::{Datum, Dialect};
///
/// #[derive(Debug, Dao)]
/// #[dao(table = "book", primary_key(columns(id)))]
/// struct Book {
///     id: i64,
///     title: String,
///     year: Option<i32>,
/// }
///
/// let allowed = AllowList::new().filter(Book::TITLE).filter(Book::YEAR);
/// let body = r#"{"title": {"contains": "rust"}, "or": [{"year": {"ge": 2020}}, {"year": null}]}"#;
/// let asked: RequestFilter = serde_json::from_str(body)?;
/// let query = Book::query().filter(allowed.condition(&asked)?).select(Book::ID);
/// assert_eq!(query.sql(Dialect::Postgres)?.parameters, ["%rust%".into(), Datum::Integer(2020)]);
///
/// let asked = RequestFilter::from_query("yaer[ge]=2020")?;
/// let error = allowed.condition(&asked).expect_err("no such field");
/// assert_eq!(error.to_string(), "`yaer` cannot be filtered by: there are `title`, `year`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RequestFilter {
    fields: Vec<(String, Tree)>,
}

impl RequestFilter {
    /// Reads a query string, as `title[contains]=rust&year[ge]=2020`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequest`](crate::Error::InvalidRequest) where it is nested too deep, or has too many parts.
    pub fn from_query(query: &str) -> Result<Self> {
        read::from_query(query)
    }

    /// Whether it asks for nothing in particular.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

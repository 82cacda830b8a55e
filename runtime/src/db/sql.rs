//! SQL of an application's own: text that stands in its source, and parameters.

use std::borrow::Cow;

use super::{FromRow, Session};
use crate::driver::{Request, RowsOf, Syntax};
use crate::error::{Error, Result};
use crate::executor::{Anyone, Everyone, Executor, Only};
use crate::tokens::{Token, Tokens};
use crate::value::{Datum, FieldValue};

/// A statement of one's own, from [`sql`].
#[derive(Debug, Clone)]
#[must_use = "nothing is asked before `rows`, `first`, `one` or `execute`"]
pub struct Sql {
    text: &'static str,
    parameters: Vec<Datum<'static>>,
}

/// A statement of one's own. Its text is a literal, so that nothing can be put into it; values are parameters, `$1`, `$2` …,
/// on both databases, and given by [`bind`](Sql::bind). It knows no scope.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// use tablesmith::{Db, prelude::*};
///
/// let db = Db::connect("sqlite::memory:").await?;
/// sql("create table note (id integer primary key, title text not null)").execute(&db).await?;
/// sql("insert into note (title) values ($1), ($2)").bind("milk").bind("tea").execute(&db).await?;
///
/// #[derive(Debug, PartialEq, Row)]
/// struct Note {
///     id: i64,
///     title: String,
/// }
///
/// let notes: Vec<Note> = sql("select id, title from note where title <> $1").bind("milk").rows(&db).await?;
/// assert_eq!(notes, [Note { id: 2, title: "tea".to_owned() }]);
/// # Ok::<(), tablesmith::Error>(()) }).unwrap();
/// ```
///
/// Text that is put together while the program runs is refused by the compiler:
///
/// ```compile_fail,E0716
/// use tablesmith::prelude::*;
///
/// let title = String::from("milk'; drop table note; --");
/// let query = sql(&format!("select id from note where title = '{title}'"));
/// drop(query.bind(1));
/// ```
pub fn sql(text: &'static str) -> Sql {
    Sql {
        text,
        parameters: Vec::new(),
    }
}

/// What is given as a parameter: a value, an `Option` of one, or `&str`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value of a statement",
    note = "give a value of a type that columns have, an `Option` of one, or a `&str`"
)]
pub trait Bind {
    #[doc(hidden)]
    fn into_parameter(self) -> Datum<'static>;
}

#[diagnostic::do_not_recommend]
impl<T: FieldValue> Bind for T {
    fn into_parameter(self) -> Datum<'static> {
        self.into_field()
    }
}

#[diagnostic::do_not_recommend]
impl Bind for &str {
    fn into_parameter(self) -> Datum<'static> {
        self.to_owned().into()
    }
}

/// An executor whose statements no scope is added to.
#[diagnostic::on_unimplemented(
    message = "SQL of your own knows no scope",
    label = "would reach the rows of everybody",
    note = "write the condition yourself, and run it on `&db` or `&db.unscoped()`; or ask with `query()`, which adds it"
)]
pub trait WithoutScope {}

impl WithoutScope for Anyone {}
impl WithoutScope for Everyone {}

impl Sql {
    /// The value of the next parameter.
    pub fn bind(mut self, value: impl Bind) -> Self {
        self.parameters.push(value.into_parameter());
        self
    }

    /// The rows: tuples, models (all their columns, in their order), structs with `#[derive(Row)]`.
    ///
    /// # Errors
    ///
    /// What the database refuses, by kind; [`Error::Decode`] where a row has other types.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn rows<T: FromRow>(
        self,
        executor: &impl Executor<Access: WithoutScope>,
    ) -> impl Future<Output = Result<Vec<T>>> + Send {
        self.fetch(executor.session(), usize::MAX)
    }

    /// The first row.
    ///
    /// # Errors
    ///
    /// As [`rows`](Self::rows).
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn first<T: FromRow>(
        self,
        executor: &impl Executor<Access: WithoutScope>,
    ) -> impl Future<Output = Result<Option<T>>> + Send {
        let rows = self.fetch(executor.session(), 1);
        async { Ok(rows.await?.pop()) }
    }

    /// The only row.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where there is none, [`Error::TooManyRows`] where there are several; as [`rows`](Self::rows).
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn one<T: FromRow>(
        self,
        executor: &impl Executor<Access: WithoutScope>,
    ) -> impl Future<Output = Result<T>> + Send {
        let text = self.text;
        let rows = self.fetch(executor.session(), 2);
        async move {
            let mut rows = rows.await?;
            let table = || Request::raw(text, &[]).table_name();
            match (rows.pop(), rows.is_empty()) {
                (Some(row), true) => Ok(row),
                (Some(_), false) => Err(Error::TooManyRows { table: table() }),
                (None, _) => Err(Error::NotFound { table: table() }),
            }
        }
    }

    /// Runs it, and says how many rows it changed.
    ///
    /// # Errors
    ///
    /// What the database refuses, by kind.
    pub async fn execute(self, executor: &impl Executor<Access: WithoutScope>) -> Result<u64> {
        let session = executor.session();
        let text = with_placeholders(self.text, session.syntax());
        session.execute(&Request::raw(&text, &self.parameters)).await
    }

    /// The same for the rows that the executor may reach, where the database itself holds the statement to them: on
    /// PostgreSQL, of tables with row-level security (`rls = true` in the schema). Other tables are read as by anybody.
    ///
    /// ```
    /// # use tablesmith::{Db, Error, executor::Scoped, prelude::*};
    /// # async fn titles<O>(mine: &Scoped<'_, O>) -> tablesmith::Result<Vec<(String,)>> {
    /// sql("select title from video_summary order by title").under_row_security().rows(mine).await
    /// # }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # assert!(matches!(titles(&db.scope(&7_i64)).await, Err(Error::Unsupported(_))));
    /// # Ok::<(), Error>(()) }).unwrap();
    /// ```
    pub fn under_row_security(self) -> SecuredSql {
        SecuredSql(self)
    }

    async fn fetch<T: FromRow>(self, session: Session<'_>, limit: usize) -> Result<Vec<T>> {
        let text = with_placeholders(self.text, session.syntax());
        let request = Request::raw(&text, &self.parameters);
        session.fetch(&request, T::from_row, limit).await
    }
}

/// A statement of one's own that the database holds to the rows of an executor, from [`Sql::under_row_security`]. On SQLite,
/// which has no such thing, it is [`Error::Unsupported`] and not sent.
#[derive(Debug, Clone)]
#[must_use = "nothing is asked before `rows`, `first` or `execute`"]
pub struct SecuredSql(Sql);

impl SecuredSql {
    /// The rows.
    ///
    /// # Errors
    ///
    /// As [`Sql::rows`]; [`Error::Unsupported`] on SQLite.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn rows<T: FromRow>(
        self,
        executor: &impl Executor<Access: Named>,
    ) -> impl Future<Output = Result<Vec<T>>> + Send {
        let session = executor.session();
        async move { self.fetch(session, executor.owner(), usize::MAX).await }
    }

    /// The first row.
    ///
    /// # Errors
    ///
    /// As [`rows`](Self::rows).
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn first<T: FromRow>(
        self,
        executor: &impl Executor<Access: Named>,
    ) -> impl Future<Output = Result<Option<T>>> + Send {
        let session = executor.session();
        async move { Ok(self.fetch(session, executor.owner(), 1).await?.pop()) }
    }

    /// Runs it, and says how many rows it changed.
    ///
    /// # Errors
    ///
    /// As [`Sql::execute`]; [`Error::Scope`] where a row would be somebody else's; [`Error::Unsupported`] on SQLite.
    pub async fn execute(self, executor: &impl Executor<Access: Named>) -> Result<u64> {
        let session = executor.session();
        session.execute(&self.request(session, executor.owner())?).await
    }

    async fn fetch<T: FromRow>(
        &self,
        session: Session<'_>,
        owner: Option<&Datum<'static>>,
        limit: usize,
    ) -> Result<Vec<T>> {
        session.fetch(&self.request(session, owner)?, T::from_row, limit).await
    }

    fn request<'a>(&'a self, session: Session<'_>, owner: Option<&'a Datum<'static>>) -> Result<Request<'a>> {
        if !session.syntax().row_security {
            return Err(Error::Unsupported(
                "SQLite has no row-level security that would hold SQL of one's own to a scope".to_owned(),
            ));
        }
        Ok(Request {
            rows_of: RowsOf::executor(owner),
            ..Request::raw(self.0.text, &self.0.parameters)
        })
    }
}

/// An executor that says whose rows are meant: those of one owner, or all.
#[diagnostic::on_unimplemented(
    message = "this executor does not say whose rows are meant",
    label = "needs a scope",
    note = "write `&db.scope(&owner)` for the rows of one owner, or `&db.unscoped()` for all of them"
)]
pub trait Named {}

impl Named for Everyone {}
impl<O: ?Sized> Named for Only<O> {}

/// `$1` as the database writes it, where it is no part of a name, of quoted text or of a comment.
fn with_placeholders(text: &'static str, syntax: &Syntax) -> Cow<'static, str> {
    if syntax.placeholder == '$' || !text.contains('$') {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len());
    let mut copied = 0;
    for (start, token) in Tokens::new(text, syntax.dialect) {
        let number = text[start..].strip_prefix('$');
        if token == Token::Other
            && number.is_some_and(|number| number.starts_with(|first: char| first.is_ascii_digit()))
        {
            written.push_str(&text[copied..start]);
            written.push(syntax.placeholder);
            copied = start + 1;
        }
    }
    written.push_str(&text[copied..]);
    Cow::Owned(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::Dialect;

    #[test]
    fn placeholders_are_those_of_the_database() {
        let text = r#"select '$1', "a$1", a$1, 'it''s $2' -- $3
            /* $4 */ where b = $1 and c=$23"#;
        let expected = r#"select '$1', "a$1", a$1, 'it''s $2' -- $3
            /* $4 */ where b = ?1 and c=?23"#;
        assert_eq!(with_placeholders(text, Dialect::Sqlite.syntax()), expected);
        assert_eq!(with_placeholders(text, Dialect::Postgres.syntax()), text);
    }
}

//! The derive macros of Tablesmith: [`Dao`], [`New`], [`Row`](macro@Row), [`Enum`] and [`Serialize`]. Use them through `tablesmith`, which has the traits
//! that they implement.
//!
//! Each macro reads attributes into a small model, in which every mistake is found and reported at the tokens that have
//! it, and writes tokens from the model.

mod dao;
mod enumeration;
mod errors;
mod names;
mod new;
mod redacting;
mod row;
mod serialize;
#[cfg(test)]
mod testing;

use proc_macro::TokenStream;

/// Makes a struct the row of a table.
///
/// ```ignore
/// #[derive(Debug, tablesmith::Dao)]
/// #[dao(table = "user", primary_key(name = "user_pkey", columns(id)), unique(columns(email)))]
/// pub struct User {
///     #[dao(default = "nanoid")]
///     pub id: String,
///     #[dao(type = "varchar(255)", validate(email))]
///     pub email: String,
///     pub image: Option<String>,
/// }
/// ```
///
/// gives `User` the trait `tablesmith::Model`, a constant for each column (`User::EMAIL`), for each constraint
/// (`User::EMAIL_KEY`) and for the table (`User::TABLE_NAME`), `User::create`, `User::update`, `User::find_by_email`, and
/// the type `UserPatch` with a setter for each column.
///
/// On the struct: `table` and `schema` (by default the struct's name in snake case, and none); `view` where it is one, so
/// that its rows are only read; `primary_key(name = "…",
/// columns(a, b))`; `unique(…)` likewise, any number; `foreign_key(name = "…", columns(a), references = "user",
/// to("id"), schema = "…", deferred)`; `check("name")`; `relation(user, one = User, via(user_id))`, `relation(notes, many = Note)` (with `via("column")` where the other table has several foreign keys that point
/// here) and `relation(tags, many = Tag, through = NoteTag)` (likewise with `from("column")` and `to("column")`), a constant
/// each (`User::NOTES`); `scope(user_id, owner = User)`, or along foreign keys
/// `scope("user_id", owner = User, through(video_id, references = "video", to("id")))`, each with `rls` after the column
/// where policies of the database hold rows to it too. Names of keys default to
/// PostgreSQL's own. Bare words are fields, strings are names in the database.
///
/// On a field: `column` (the name in the database), `type` (the PostgreSQL type), `default` (the database has one) or
/// `default = "now"`, `"uuid"`, `"uuid_v7"`, `"nanoid"`, `"ulid"`; `update_default`, the same for updates, or a value: `update_default(value = "edited")`; `generated`
/// (the database computes it); `json` (any serde type); `through_text` (PostgreSQL is sent and gives text); `secret`
/// (never shown; then `derive(Dao)` implements `Debug` too, so leave it out of the derives); `validate(email, url,
/// length(1, 20), range(0, _), not_blank, pattern("…"), one_of("a", "b"))`; `primary_key` and `unique`, the short forms
/// of keys with one column.
#[proc_macro_derive(Dao, attributes(dao))]
pub fn derive_dao(input: TokenStream) -> TokenStream {
    expand(input, dao::derive)
}

/// Makes a struct the values that a new row needs: `#[new(User)]` on `NewUser` lets `User::create` take it.
///
/// Every column that has to be given must be a field, which is checked when the crate is compiled. With `#[new(secret)]`
/// at a field, `derive(New)` implements `Debug` too, and does not show it there.
#[proc_macro_derive(New, attributes(new))]
pub fn derive_new(input: TokenStream) -> TokenStream {
    expand(input, new::derive)
}

/// Lets serde write a model: its fields by their names, but for those that are `#[dao(secret)]`.
///
/// It writes what serde's own derive would, which may stand in its place, at a quarter of the cost to compile. It takes
/// no attributes of serde: where they are needed, derive `tablesmith::serde::Serialize`.
#[proc_macro_derive(Serialize, attributes(dao, serde))]
pub fn derive_serialize(input: TokenStream) -> TokenStream {
    expand(input, serialize::derive)
}

/// Makes an enum the values of a column: `as_str`, `ALL`, `FromStr`, `Display` and `tablesmith::Value`.
///
/// `#[dao(name = "processing_status")]` names the PostgreSQL type (`schema = "…"` its namespace; `text` says that there is
/// none, and the column is text) and `#[dao(value = "pending")]` the value of a
/// variant; both default to the Rust name in snake case.
#[proc_macro_derive(Enum, attributes(dao))]
pub fn derive_enum(input: TokenStream) -> TokenStream {
    expand(input, enumeration::derive)
}

/// Makes a struct a row of what a query selects, for `select_as`, or of SQL of one's own.
///
/// Its fields, one to twelve, take the parts in their order, and have their types. A field that holds the row of a model (`Tag`, or `Option<Tag>` of a
/// left join) is marked `#[row(whole)]`; such a struct is for `select_as` alone. With `derive(Dao)` beside it, the struct is a table that a
/// query gives (`Dao::cte`).
#[proc_macro_derive(Row, attributes(row, dao))]
pub fn derive_row(input: TokenStream) -> TokenStream {
    expand(input, row::derive)
}

fn expand(
    input: TokenStream,
    derive: fn(proc_macro2::TokenStream) -> syn::Result<proc_macro2::TokenStream>,
) -> TokenStream {
    derive(input.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

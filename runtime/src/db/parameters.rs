//! Parameters as events show them, where that was asked for.

use std::fmt::{self, Display, Formatter, Write as _};

use crate::driver::Request;
use crate::value::{Datum, push_text};

/// How many characters of a text are shown.
const CHARACTERS: usize = 200;
/// How many elements of an array are shown.
const ELEMENTS: usize = 5;

/// The parameters of a statement: `$1 = 7, $2 = "rust"`. Bytes are shown by how many they are, long texts and arrays by their
/// start. Of a statement that writes a secret column of its model, or compares one, none is shown.
pub(super) struct Shown<'a>(pub(super) &'a Request<'a>);

impl Display for Shown<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        if let Some(column) = secret_column(self.0) {
            return write!(formatter, "(hidden: `{column}` is secret)");
        }
        for (at, datum) in self.0.parameters.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(formatter, "{comma}${} = ", at + 1)?;
            show(formatter, datum)?;
        }
        Ok(())
    }
}

fn show(formatter: &mut Formatter<'_>, datum: &Datum<'_>) -> fmt::Result {
    match datum {
        Datum::Null => formatter.write_str("NULL"),
        Datum::Bytes(bytes) => write!(formatter, "<{} bytes>", bytes.len()),
        Datum::Text(text) | Datum::Json(text) => show_text(formatter, text),
        Datum::Array(elements) => {
            formatter.write_char('[')?;
            for (at, element) in elements.iter().take(ELEMENTS).enumerate() {
                formatter.write_str(if at == 0 { "" } else { ", " })?;
                show(formatter, element)?;
            }
            if elements.len() > ELEMENTS {
                write!(formatter, ", … {} in all", elements.len())?;
            }
            formatter.write_char(']')
        }
        datum => {
            let mut text = String::new();
            push_text(&mut text, datum);
            formatter.write_str(&text)
        }
    }
}

/// Quoted, and on one line whatever stands in it.
fn show_text(formatter: &mut Formatter<'_>, text: &str) -> fmt::Result {
    match text.char_indices().nth(CHARACTERS) {
        None => write!(formatter, "{text:?}"),
        Some((end, _)) => write!(
            formatter,
            "{:?}… {} characters in all",
            &text[..end],
            text.chars().count()
        ),
    }
}

/// The secret column of the model whose values are among the parameters, or may be: one that stands elsewhere than among the
/// columns that the statement gives.
fn secret_column(request: &Request<'_>) -> Option<&'static str> {
    let columns = request.table?.columns.iter().filter(|column| column.secret);
    columns.map(|column| column.name).find(|name| {
        let quoted = format!("\"{}\"", name.replace('"', "\"\""));
        if request.writes {
            let written = request.sql.split(" returning ").next().unwrap_or_default();
            return written.contains(&quoted);
        }
        request.sql.match_indices(&quoted).any(|(start, _)| {
            let after = &request.sql[start + quoted.len()..];
            let given = after.is_empty() || [",", " from ", " as "].iter().any(|next| after.starts_with(next));
            !given
        })
    })
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::model::{Table, TableColumn};

    static TABLE: Table = Table {
        name: "session",
        schema: None,
        columns: &[
            TableColumn::new("id", "id", "int8"),
            TableColumn {
                secret: true,
                ..TableColumn::new("token", "token", "text")
            },
        ],
        primary_key: None,
        uniques: &[],
        foreign_keys: &[],
        checks: &[],
        scope: None,
    };

    fn shown(parameters: &[Datum<'_>]) -> String {
        Shown(&Request::raw("select", parameters)).to_string()
    }

    #[test]
    fn values_are_short_and_on_one_line() {
        let long = "é".repeat(300);
        let numbers = (0..1000).map(Datum::Integer).collect();
        for (datum, expected) in [
            (Datum::Null, "$1 = NULL".to_owned()),
            (Datum::Integer(-7), "$1 = -7".to_owned()),
            (Datum::Boolean(true), "$1 = true".to_owned()),
            ("a\n\"b\"".into(), r#"$1 = "a\n\"b\"""#.to_owned()),
            (
                Datum::Text(Cow::Borrowed(&long)),
                format!("$1 = \"{}\"… 300 characters in all", "é".repeat(200)),
            ),
            (Datum::Bytes(Cow::Borrowed(b"secret")), "$1 = <6 bytes>".to_owned()),
            (Datum::Array(numbers), "$1 = [0, 1, 2, 3, 4, … 1000 in all]".to_owned()),
        ] {
            assert_eq!(shown(&[datum]), expected);
        }
        assert_eq!(shown(&[Datum::Integer(1), "b".into()]), r#"$1 = 1, $2 = "b""#);
        assert_eq!(shown(&[]), "");
    }

    #[test]
    fn secret_columns_are_hidden_where_they_are_written_or_compared() {
        let parameters = [Datum::Integer(1)];
        let hidden = "(hidden: `token` is secret)";
        for (writes, sql, expected) in [
            (
                false,
                r#"select "id", "token" from "session" where "id" = $1"#,
                "$1 = 1",
            ),
            (
                false,
                r#"select "token", "id" from "session" where "id" = $1"#,
                "$1 = 1",
            ),
            (false, r#"select "id" from "session" where "token" = $1"#, hidden),
            (
                false,
                r#"select "id" from "session" where lower("token") like $1"#,
                hidden,
            ),
            (
                true,
                r#"update "session" set "id" = $1 returning "id", "token""#,
                "$1 = 1",
            ),
            (
                true,
                r#"update "session" set "token" = $1 returning "id", "token""#,
                hidden,
            ),
            (true, r#"insert into "session" ("id", "token") values ($1, $2)"#, hidden),
            (true, r#"delete from "session" where "token" = $1"#, hidden),
        ] {
            let request = if writes {
                Request::write(&TABLE, sql, &parameters)
            } else {
                Request::read(&TABLE, sql, &parameters)
            };
            assert_eq!(Shown(&request).to_string(), expected, "{sql}");
        }
    }
}

//! What of a file runs on the way up, and in which pieces.

use super::{Layout, Piece};

/// The comments by which a tool parts a file.
struct Marks {
    up: &'static str,
    down: &'static str,
    /// Behind the first one, or in a line of its own: no transaction.
    without_transaction: &'static str,
    /// Only for the tool's own cutting into statements.
    others: &'static str,
}

const DBMATE: Marks = Marks {
    up: "migrate:up",
    down: "migrate:down",
    without_transaction: "transaction:false",
    others: "migrate:",
};
const GOOSE: Marks = Marks {
    up: "+goose up",
    down: "+goose down",
    without_transaction: "+goose no transaction",
    others: "+goose",
};

/// Between two statements of Drizzle, which may lack a semicolon.
pub(super) const BREAKPOINT: &str = "--> statement-breakpoint";

fn marks(layout: Layout) -> Option<&'static Marks> {
    match layout {
        Layout::Dbmate => Some(&DBMATE),
        Layout::Goose => Some(&GOOSE),
        _ => None,
    }
}

/// What a comment line says, in small letters.
fn comment(line: &str) -> Option<String> {
    line.trim()
        .strip_prefix("--")
        .map(|rest| rest.trim().to_ascii_lowercase())
}

/// Whether a tool's mark of the way up is in a file.
pub(super) fn has_mark(layout: Layout, text: &str) -> bool {
    marks(layout).is_some_and(|marks| {
        let mut comments = text.lines().filter_map(comment);
        comments.any(|comment| comment.starts_with(marks.up))
    })
}

/// The pieces that run on the way up, and whether in a transaction.
pub(super) fn up(layout: Layout, text: &str) -> (Vec<Piece>, bool) {
    if let Some(marks) = marks(layout) {
        return between(marks, text);
    }
    match layout {
        Layout::Drizzle => (cut(text), true),
        Layout::Sqlx => {
            let first = text.lines().next().and_then(comment);
            (whole(text), first.as_deref() != Some("no-transaction"))
        }
        // Prisma sends the file as it is.
        Layout::Prisma => (whole(text), false),
        _ => (whole(text), true),
    }
}

fn whole(text: &str) -> Vec<Piece> {
    vec![Piece {
        line: 1,
        sql: text.to_owned(),
    }]
}

fn cut(text: &str) -> Vec<Piece> {
    let mut line = 1;
    let mut pieces = Vec::new();
    for sql in text.split(BREAKPOINT) {
        pieces.push(Piece {
            line,
            sql: sql.to_owned(),
        });
        line += sql.matches('\n').count();
    }
    pieces
}

/// What stands behind the mark of the way up. Lines that do not belong to it are empty, so that the others keep their
/// numbers.
fn between(marks: &Marks, text: &str) -> (Vec<Piece>, bool) {
    let mut in_transaction = true;
    let mut is_up = false;
    let mut sql = String::with_capacity(text.len());
    for line in text.lines() {
        let said = comment(line).filter(|comment| comment.starts_with(marks.others));
        if let Some(said) = said {
            in_transaction &= !said.contains(marks.without_transaction) || said.starts_with(marks.down);
            if said.starts_with(marks.up) {
                is_up = true;
            } else if said.starts_with(marks.down) {
                is_up = false;
            }
        } else if is_up {
            sql.push_str(line);
        }
        sql.push('\n');
    }
    (whole(&sql), in_transaction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_down_is_left_out() {
        let text = "-- migrate:up transaction:false\ncreate table a (id int);\n-- migrate:down\ndrop table a;\n";
        let (pieces, in_transaction) = up(Layout::Dbmate, text);
        assert_eq!(pieces[0].sql.trim(), "create table a (id int);");
        assert_eq!(pieces[0].sql.lines().nth(1), Some("create table a (id int);"));
        assert!(!in_transaction);

        let text = "-- +goose NO TRANSACTION\n-- +goose Up\n-- +goose StatementBegin\nselect 1;\n-- +goose StatementEnd\n\
                    -- +goose Down\nselect 2;\n";
        let (pieces, in_transaction) = up(Layout::Goose, text);
        assert_eq!(pieces[0].sql.trim(), "select 1;");
        assert!(!in_transaction);
        assert!(up(Layout::Dbmate, "-- migrate:up\n-- migrate:down transaction:false\n").1);
    }

    #[test]
    fn breakpoints_part_statements_that_lack_a_semicolon() {
        let (pieces, _) = up(
            Layout::Drizzle,
            "create table a (id int)\n--> statement-breakpoint\ncreate table b (id int)",
        );
        let lines: Vec<_> = pieces.iter().map(|piece| (piece.line, piece.sql.trim())).collect();
        assert_eq!(lines, [(1, "create table a (id int)"), (2, "create table b (id int)")]);
    }
}

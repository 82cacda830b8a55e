//! The tables, their models, and random rows in them.

use tablesmith::{Dao, Timestamp};

use super::choices::Choices;

#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(table = "author", primary_key(columns(id)))]
#[dao(relation(books, many = Book))]
pub(super) struct Author {
    pub(super) id: i32,
    pub(super) name: String,
    pub(super) age: Option<i32>,
    pub(super) nick: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(table = "book", primary_key(columns(id)))]
#[dao(foreign_key(columns(author_id), references = "author", to("id")))]
#[dao(foreign_key(columns(sequel_of), references = "book", to("id")))]
#[dao(relation(author, one = Author, via(author_id)))]
#[dao(relation(original, one = Book, via(sequel_of)))]
#[dao(relation(sequels, many = Book, via("sequel_of")))]
#[dao(relation(labels, many = Label, through = BookLabel))]
pub(super) struct Book {
    pub(super) id: i32,
    pub(super) author_id: Option<i32>,
    pub(super) sequel_of: Option<i32>,
    pub(super) title: String,
    pub(super) score: i32,
    pub(super) pages: Option<i32>,
    pub(super) rating: Option<f64>,
    pub(super) at: Timestamp,
    pub(super) sold: bool,
}

#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(table = "label", primary_key(columns(id)))]
#[dao(relation(books, many = Book, through = BookLabel))]
pub(super) struct Label {
    pub(super) id: i32,
    pub(super) name: String,
    pub(super) weight: Option<i32>,
}

#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(table = "book_label", primary_key(columns(book_id, label_id)))]
#[dao(foreign_key(columns(book_id), references = "book", to("id")))]
#[dao(foreign_key(columns(label_id), references = "label", to("id")))]
#[dao(relation(book, one = Book, via(book_id)))]
#[dao(relation(label, one = Label, via(label_id)))]
pub(super) struct BookLabel {
    pub(super) book_id: i32,
    pub(super) label_id: i32,
    pub(super) note: Option<String>,
}

pub(super) const POSTGRES: &str = "
    create table author (id integer primary key, name text not null, age integer, nick text);
    create table book (id integer primary key, author_id integer references author, sequel_of integer references book,
        title text not null, score integer not null, pages integer, rating double precision, at timestamptz not null,
        sold boolean not null);
    create table label (id integer primary key, name text not null, weight integer);
    create table book_label (book_id integer not null references book, label_id integer not null references label,
        note text, primary key (book_id, label_id));";

pub(super) const SQLITE: &str = "
    create table author (id integer not null primary key, name text not null, age integer, nick text);
    create table book (id integer not null primary key, author_id integer references author, sequel_of integer references book,
        title text not null, score integer not null, pages integer, rating real, at text not null, sold integer not null);
    create table label (id integer not null primary key, name text not null, weight integer);
    create table book_label (book_id integer not null references book, label_id integer not null references label,
        note text, primary key (book_id, label_id));";

/// A value.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    Null,
    Truth(bool),
    Whole(i64),
    Real(f64),
    Text(String),
    Time(Timestamp),
}

pub(super) type Row = Vec<Cell>;

impl PartialEq for Cell {
    /// Averages are rounded differently in the last digit.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Real(left), Self::Real(right)) => (left - right).abs() < 1e-9,
            _ => self.order(other) == Some(std::cmp::Ordering::Equal),
        }
    }
}

impl Cell {
    /// How they compare; not at all where one is NULL.
    pub(super) fn order(&self, other: &Self) -> Option<std::cmp::Ordering> {
        match (self, other) {
            (Self::Truth(left), Self::Truth(right)) => Some(left.cmp(right)),
            (Self::Whole(left), Self::Whole(right)) => Some(left.cmp(right)),
            (Self::Real(left), Self::Real(right)) => left.partial_cmp(right),
            (Self::Text(left), Self::Text(right)) => Some(left.cmp(right)),
            (Self::Time(left), Self::Time(right)) => Some(left.cmp(right)),
            (Self::Null, _) | (_, Self::Null) => None,
            _ => panic!("values of two types are never compared: {self:?} and {other:?}"),
        }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    fn literal(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Truth(value) => if *value { "'1'" } else { "'0'" }.to_owned(),
            Self::Whole(value) => value.to_string(),
            Self::Real(value) => value.to_string(),
            Self::Text(text) => format!("'{}'", text.replace('\'', "''")),
            Self::Time(time) => format!("'{time:.6}'"),
        }
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Whole,
    MaybeWhole,
    Text,
    MaybeText,
    MaybeReal,
    Time,
    Truth,
}

impl Kind {
    pub(super) fn is_nullable(self) -> bool {
        matches!(self, Self::MaybeWhole | Self::MaybeText | Self::MaybeReal)
    }

    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::MaybeText)
    }

    pub(super) fn is_whole(self) -> bool {
        matches!(self, Self::Whole | Self::MaybeWhole)
    }

    /// A value of it, never NULL.
    pub(super) fn value(self, choices: &mut Choices<'_>) -> Cell {
        match self {
            Self::Whole | Self::MaybeWhole => Cell::Whole(choices.value(7) - 1),
            Self::Text | Self::MaybeText => Cell::Text(text(choices)),
            Self::MaybeReal => Cell::Real([0.0, 0.5, 1.0, 2.5, -1.5][choices.below(5)]),
            Self::Time => {
                let second = 1_790_000_000 + choices.value(4);
                let time = Timestamp::new(second, [0, 1_000, 500_000_000][choices.below(3)]);
                Cell::Time(time.expect("a time of this century"))
            }
            Self::Truth => Cell::Truth(choices.below(2) == 1),
        }
    }

    /// A value of it, NULL where it may be.
    fn field(self, choices: &mut Choices<'_>) -> Cell {
        if self.is_nullable() && choices.once_in(3) {
            Cell::Null
        } else {
            self.value(choices)
        }
    }
}

/// Short text of few characters, among them those that patterns and literals take for something else.
pub(super) fn text(choices: &mut Choices<'_>) -> String {
    let characters = [
        "a", "b", "A", "B", "%", "_", "\\", "*", "[", "]", "?", "'", "\"", "ä", " ", "{", ",",
    ];
    let mut text = choices.one_of(&["a", "", "b", "A"]).to_owned();
    for part in choices.several(3, |choices| choices.one_of(&characters)) {
        text.push_str(part);
    }
    text
}

/// A table, by what its columns hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) kinds: &'static [Kind],
    /// How many of the first columns are the primary key.
    pub(super) key: usize,
}

use Kind::{MaybeReal, MaybeText, MaybeWhole, Text, Time, Truth, Whole};

pub(super) const AUTHOR: Table = Table {
    name: "author",
    kinds: &[Whole, Text, MaybeWhole, MaybeText],
    key: 1,
};

pub(super) const BOOK: Table = Table {
    name: "book",
    kinds: &[
        Whole, MaybeWhole, MaybeWhole, Text, Whole, MaybeWhole, MaybeReal, Time, Truth,
    ],
    key: 1,
};

pub(super) const LABEL: Table = Table {
    name: "label",
    kinds: &[Whole, Text, MaybeWhole],
    key: 1,
};

pub(super) const BOOK_LABEL: Table = Table {
    name: "book_label",
    kinds: &[Whole, Whole, MaybeText],
    key: 2,
};

/// The rows of all tables.
#[derive(Debug, Clone)]
pub(super) struct Data {
    pub(super) authors: Vec<Row>,
    pub(super) books: Vec<Row>,
    pub(super) labels: Vec<Row>,
    pub(super) links: Vec<Row>,
}

impl Data {
    pub(super) fn random(choices: &mut Choices<'_>) -> Self {
        let mut data = Self {
            authors: rows(AUTHOR, 4, choices),
            labels: rows(LABEL, 4, choices),
            books: rows(BOOK, 9, choices),
            links: Vec::new(),
        };
        for at in 0..data.books.len() {
            data.books[at][1] = reference(data.authors.len(), choices);
            data.books[at][2] = reference(at, choices);
        }
        for book in 1..=data.books.len() {
            for label in 1..=data.labels.len() {
                if choices.once_in(3) {
                    let key = [book, label].map(|id| Cell::Whole(i64::try_from(id).expect("few rows")));
                    let mut link = key.to_vec();
                    link.push(MaybeText.field(choices));
                    data.links.push(link);
                }
            }
        }
        data
    }

    pub(super) fn rows(&self, table: Table) -> &[Row] {
        match table.name {
            "author" => &self.authors,
            "book" => &self.books,
            "label" => &self.labels,
            _ => &self.links,
        }
    }

    /// Statements that leave these rows in the tables, and no others.
    pub(super) fn sql(&self) -> String {
        let tables = [AUTHOR, BOOK, LABEL, BOOK_LABEL];
        let mut sql = String::new();
        for table in tables.iter().rev() {
            sql.push_str(&format!("delete from {};\n", table.name));
        }
        for table in tables {
            let rows = self.rows(table).iter().map(|row| {
                let cells: Vec<String> = row.iter().map(Cell::literal).collect();
                format!("({})", cells.join(", "))
            });
            let rows: Vec<String> = rows.collect();
            if !rows.is_empty() {
                sql.push_str(&format!("insert into {} values\n{};\n", table.name, rows.join(",\n")));
            }
        }
        sql
    }
}

/// At most so many rows, with numbers from 1 for keys.
fn rows(table: Table, most: usize, choices: &mut Choices<'_>) -> Vec<Row> {
    let mut rows = choices.several(most, |choices| -> Row {
        table.kinds.iter().map(|kind| kind.field(choices)).collect()
    });
    for (row, id) in rows.iter_mut().zip(1..) {
        row[0] = Cell::Whole(id);
    }
    rows
}

/// One of the first so many rows, or none.
fn reference(count: usize, choices: &mut Choices<'_>) -> Cell {
    let number = choices.below(count + 1);
    if number == 0 {
        Cell::Null
    } else {
        Cell::Whole(i64::try_from(number).expect("few rows"))
    }
}

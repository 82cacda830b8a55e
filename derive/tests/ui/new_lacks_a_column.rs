use tablesmith::prelude::*;

#[derive(Debug, Dao)]
#[dao(table = "note", primary_key(columns(id)))]
struct Note {
    #[dao(default)]
    id: i64,
    title: String,
    text: Option<String>,
}

#[derive(Debug, New)]
#[new(Note)]
struct NewNote {
    text: String,
}

fn main() {}

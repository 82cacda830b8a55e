use tablesmith::prelude::*;

#[derive(Debug, Dao)]
#[dao(tabel = "note", primary_key(columns(ident)), unique())]
struct Note {
    #[dao(colum = "noteId")]
    id: i64,
    #[dao(column = "title", column = "heading")]
    title: String,
}

fn main() {}

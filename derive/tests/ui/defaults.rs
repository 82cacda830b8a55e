use tablesmith::prelude::*;

#[derive(Debug, Dao)]
#[dao(table = "note")]
struct Note {
    #[dao(primary_key, default = "now()")]
    id: String,
    #[dao(default(value = "new"))]
    state: String,
    #[dao(update_default)]
    edited: bool,
    #[dao(update_default(value = 'x'))]
    letter: String,
    #[dao(generated, default)]
    full: String,
}

fn main() {}

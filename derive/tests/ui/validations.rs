use tablesmith::prelude::*;

#[derive(Debug, Dao)]
#[dao(table = "note")]
struct Note {
    #[dao(primary_key, validate(length(1)))]
    id: String,
    #[dao(validate(email(2)))]
    email: String,
    #[dao(validate(nice))]
    name: String,
    #[dao(validate(range("a", "b")))]
    stars: i32,
    #[dao(json, through_text)]
    content: Vec<String>,
}

fn main() {}

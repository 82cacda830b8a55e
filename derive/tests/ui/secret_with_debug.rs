use tablesmith::prelude::*;

#[derive(Debug, Dao)]
#[dao(table = "user", primary_key(columns(id)))]
struct User {
    id: i64,
    #[dao(secret)]
    password: String,
}

fn main() {}

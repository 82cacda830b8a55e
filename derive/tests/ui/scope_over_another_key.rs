use tablesmith::prelude::*;

#[derive(Debug, Dao)]
#[dao(table = "user", primary_key(columns(id)), unique(columns(email)))]
struct User {
    id: String,
    email: String,
}

#[derive(Debug, Dao)]
#[dao(
    table = "note",
    primary_key(columns(id)),
    foreign_key(columns(user_email), references = "user", to("email")),
    scope(user_email, owner = User)
)]
struct Note {
    id: i64,
    user_email: String,
}

fn main() {}

//! `derive(Dao)` and `derive(New)`.

use tablesmith::dao::Exec as _;
use tablesmith::model::{Create, DefaultValue, Model};
use tablesmith::value::{Datum, DatumRef};
use tablesmith::{Column, Dao, Json, New, Row};

/// A person.
#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(unique(columns(email)))]
struct User {
    #[dao(primary_key, default = "nanoid")]
    id: String,
    #[dao(type = "varchar(255)", validate(email))]
    email: String,
    #[dao(column = "emailVerified", default)]
    email_verified: bool,
    image: Option<String>,
}

#[derive(Debug, Clone, New)]
#[new(User)]
struct NewUser {
    email: String,
}

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
struct Content {
    words: Vec<String>,
}

#[derive(Clone, PartialEq, Dao)]
#[dao(table = "video", primary_key(columns(user_id, r#type)), scope(user_id, owner = User))]
struct Video {
    user_id: String,
    r#type: i32,
    #[dao(secret)]
    token: String,
    #[dao(json)]
    content: Content,
    #[dao(json)]
    summary: Option<Content>,
    any: Option<Json>,
}

#[test]
fn a_struct_becomes_data() {
    let table = User::TABLE;
    assert_eq!(table.name, "user");
    assert_eq!(User::TABLE_NAME, "user");
    assert_eq!(User::EMAIL_KEY, "user_email_key");
    let key = table.primary_key.expect("a key");
    assert_eq!((key.name, key.columns), ("user_pkey", [0].as_slice()));
    let names: Vec<_> = table.columns.iter().map(|column| (column.name, column.field)).collect();
    assert_eq!(
        names,
        [
            ("id", "id"),
            ("email", "email"),
            ("emailVerified", "email_verified"),
            ("image", "image")
        ]
    );
    assert_eq!(table.columns[0].default, DefaultValue::Nanoid);
    assert_eq!(table.columns[1].postgres_type, "varchar(255)");
    assert_eq!(table.columns[2].postgres_type, "bool");
    assert!(table.columns[3].nullable);
    let column: Column<User, bool, 2> = User::EMAIL_VERIFIED;
    assert_eq!(column.name(), "emailVerified");
}

#[test]
fn rows_are_read_in_the_order_of_the_fields() {
    let values = [
        DatumRef::Text("a"),
        DatumRef::Text("a@b.c"),
        DatumRef::Boolean(true),
        DatumRef::Null,
    ];
    let user = User::decode(&mut Row::of(&values)).expect("a user");
    assert_eq!(
        user,
        User {
            id: "a".into(),
            email: "a@b.c".into(),
            email_verified: true,
            image: None
        }
    );
    assert_eq!(user.key(), [Datum::from("a")]);

    let json = DatumRef::Json(r#"{"words":["x"]}"#);
    let values = [
        DatumRef::Text("a"),
        DatumRef::Integer(1),
        DatumRef::Text("t"),
        json,
        DatumRef::Null,
        json,
    ];
    let video = Video::decode(&mut Row::of(&values)).expect("a video");
    assert_eq!(
        video.content,
        Content {
            words: vec!["x".into()]
        }
    );
    assert_eq!(video.summary, None);
    assert_eq!(video.any, Some(serde_json::json!({ "words": ["x"] })));
    assert_eq!(video.key(), [Datum::from("a"), Datum::Integer(1)]);
}

#[test]
fn secrets_are_not_shown() {
    let video = Video {
        user_id: "u".into(),
        r#type: 1,
        token: "hush".into(),
        content: Content { words: Vec::new() },
        summary: None,
        any: None,
    };
    let shown = format!("{video:?}");
    assert!(
        shown.starts_with(r#"Video { user_id: "u", type: 1, token: [secret], "#),
        "{shown}"
    );
}

#[test]
fn setters_take_what_the_column_takes() {
    let _ = User::create(NewUser { email: "a@b.c".into() })
        .id("b")
        .image("face.png")
        .email_verified(true)
        .into_patch();
    let _ = User::update("b").image(None).email("d@e.f").into_patch();
    let _ = Video::update(("u", 1))
        .content(Content { words: Vec::new() })
        .summary(None)
        .into_patch();
    let _ = VideoPatch::<Create>::default()
        .r#type(2)
        .summary(Some(Content { words: Vec::new() }))
        .into_patch();
}

#[derive(Debug, Clone, PartialEq, Dao)]
#[dao(table = "lens")]
struct Lens {
    #[dao(primary_key)]
    id: i64,
    millimetres: i16,
    widest: Option<i16>,
    stabilised: bool,
}

#[test]
fn literals_take_the_type_of_the_column() {
    let patch = Lens::update(1_i64).millimetres(50).widest(2).stabilised(true);
    let values = format!("{:?}", patch.into_patch());
    let set = "[(1, Integer(50)), (2, Integer(2)), (3, Boolean(true))]";
    assert!(values.contains(set), "{values}");
}

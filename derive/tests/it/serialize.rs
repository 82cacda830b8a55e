//! `derive(Serialize)` writes what serde's own derive does.

macro_rules! both {
    ($($field:ident: $type:ty = $value:expr),*) => {{
        mod ours {
            #[derive(tablesmith::Serialize)]
            pub(super) struct Row { $(pub(super) $field: $type),* }
        }
        mod theirs {
            #[derive(serde::Serialize)]
            pub(super) struct Row { $(pub(super) $field: $type),* }
        }
        let ours = serde_json::to_string(&ours::Row { $($field: $value),* }).expect("it is written");
        let theirs = serde_json::to_string(&theirs::Row { $($field: $value),* }).expect("it is written");
        assert_eq!(ours, theirs);
        ours
    }};
}

#[test]
fn few_fields() {
    let text = both!(id: i64 = 7, r#type: String = "a \"b\"".to_owned(), note: Option<String> = None);
    assert_eq!(text, r#"{"id":7,"type":"a \"b\"","note":null}"#);
}

#[test]
fn more_than_a_tuple_of_them() {
    both!(
        a: i32 = 1, b: i32 = 2, c: i32 = 3, d: i32 = 4, e: i32 = 5, f: i32 = 6, g: i32 = 7, h: i32 = 8, i: i32 = 9,
        j: i32 = 10, k: i32 = 11, l: i32 = 12, m: i32 = 13, n: i32 = 14, o: i32 = 15, p: i32 = 16, q: i32 = 17,
        r: i32 = 18, s: i32 = 19, t: i32 = 20, u: i32 = 21, v: i32 = 22, w: i32 = 23, x: i32 = 24, y: i32 = 25
    );
}

#[test]
fn secrets_are_left_out() {
    #[derive(tablesmith::Serialize, tablesmith::Dao)]
    struct Key {
        id: i64,
        #[dao(secret)]
        key: String,
    }
    let key = Key {
        id: 1,
        key: "a".to_owned(),
    };
    assert_eq!(serde_json::to_string(&key).expect("it is written"), r#"{"id":1}"#);
    assert_eq!(key.key, "a");
    assert_eq!(format!("{key:?}"), "Key { id: 1, key: [secret] }");
}

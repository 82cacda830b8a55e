//! Expansions and messages.

use quote::quote;

use crate::testing::{errors, pretty};

#[test]
fn a_model() {
    let expansion = super::derive(quote! {
        #[dao(
            table = "user",
            primary_key(name = "user_pkey", columns(id)),
            unique(name = "user_email_key", columns(email)),
            check("user_age_check")
        )]
        pub struct User {
            #[dao(default = "nanoid")]
            pub id: String,
            #[dao(type = "varchar(255)", validate(email, length(3, _)))]
            pub email: String,
            #[dao(column = "emailVerified", default)]
            pub email_verified: bool,
            pub age: Option<i32>,
            #[dao(default = "now", update_default = "now")]
            pub updated_at: tablesmith::Timestamp,
        }
    });
    insta::assert_snapshot!(pretty(expansion));
}

#[test]
fn an_owned_model_with_json_secrets_and_keywords() {
    let expansion = super::derive(quote! {
        #[dao(schema = "vault", scope(user_id, rls, owner = crate::User))]
        #[dao(foreign_key(columns(user_id), references = "user", to("id"), deferred))]
        struct Secret {
            #[dao(primary_key, generated)]
            id: i64,
            user_id: String,
            #[dao(secret)]
            r#type: String,
            #[dao(json)]
            content: Option<Content>,
            exec: String,
        }
    });
    insta::assert_snapshot!(pretty(expansion));
}

#[test]
fn a_view() {
    let expansion = super::derive(quote! {
        #[dao(table = "user_posts", view, primary_key(columns(user_id)), scope(user_id, rls, owner = User))]
        pub struct UserPosts {
            pub user_id: i64,
            pub posts: i64,
        }
    });
    insta::assert_snapshot!(pretty(expansion));
}

#[test]
fn a_model_scoped_along_foreign_keys() {
    let expansion = super::derive(quote! {
        #[dao(primary_key(columns(video_id, tag_id)))]
        #[dao(scope("user_id", owner = User, through(video_id, references = "video", to("id"))))]
        pub(crate) struct VideoTag {
            video_id: String,
            tag_id: String,
        }
    });
    insta::assert_snapshot!(pretty(expansion));
}

#[test]
fn relations_are_constants() {
    let expansion = pretty(super::derive(quote! {
        #[dao(primary_key(columns(id)))]
        #[dao(relation(user, one = super::User, via(user_id)))]
        #[dao(relation(parent, one = super::Video, via(parent_id)))]
        #[dao(relation(cover, one = super::Cover))]
        #[dao(relation(children, many = super::Video, via("parent_id")))]
        #[dao(relation(tags, many = super::Tag, through = super::VideoTag, from("video"), to("tag")))]
        pub struct Video {
            id: i64,
            user_id: i64,
            parent_id: Option<i64>,
        }
    }));
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let constants: Vec<String> = plain(&expansion)
        .split("pub const ")
        .filter(|constant| constant.contains("__model::Relation<"))
        .filter_map(|constant| constant.split(';').next().map(str::to_owned))
        .collect();
    insta::assert_snapshot!(constants.join("\n"));
    let found = errors(super::derive(quote! {
        #[dao(relation(a))]
        #[dao(relation(b, many = B, via(id)))]
        #[dao(relation(c, one = C, through = D))]
        #[dao(relation(d, many = C, from("x")))]
        #[dao(relation(e, manny = C))]
        #[dao(relation(id, many = C))]
        struct Video {
            id: i64,
        }
    }));
    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn every_mistake_is_reported() {
    let found = errors(super::derive(quote! {
        #[dao(tabel = "user", primary_key(columns(ident)), unique())]
        #[dao(foreign_key(columns(email), to("id")))]
        #[dao(scope(email))]
        struct User {
            #[dao(default = "now()")]
            id: String,
            #[dao(json, through_text, update_default)]
            email: String,
            #[dao(generated, default)]
            #[dao(validate(length(1), email(2), nice))]
            name: String,
            #[dao(column = "name")]
            r#name2: String,
        }
    }));
    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn what_is_no_model() {
    let found = |input| errors(super::derive(input)).join("\n");
    insta::assert_snapshot!(found(quote!(enum State { Open })), @"a model is a struct; for the values of a column, write `#[derive(tablesmith::Enum)]`");
    insta::assert_snapshot!(found(quote!(struct User(String);)), @"a model has named fields, one for each column");
    insta::assert_snapshot!(found(quote!(struct User<T> { id: T })), @"a model has no type parameters and no lifetimes: its fields own their values");
    insta::assert_snapshot!(found(quote!(struct User {})), @"a model needs a field for each column, at least one");
}

#[test]
fn values_that_updates_write() {
    let expansion = pretty(super::derive(quote! {
        struct Note {
            #[dao(update_default(value = "edited"))]
            state: Option<State>,
            #[dao(json, update_default(value = "{}"))]
            content: Content,
            #[dao(update_default(value = -1))]
            number: i32,
        }
    }));
    for part in [
        "__model::written::<State>(__model::DatumRef::Text(\"edited\"))",
        "__model::written::<__model::Json>(__model::DatumRef::Text(\"{}\"))",
        "__model::written::<i32>(__model::DatumRef::Integer(-1i64))",
    ] {
        // Long calls are broken, with a comma after the last argument.
        let plain = |text: &str| text.replace(|letter: char| letter.is_whitespace() || letter == ',', "");
        let (expansion, part) = (plain(&expansion), plain(part));
        assert!(expansion.contains(&part), "{part} is not in {expansion}");
    }
    let found = errors(super::derive(quote! {
        struct Note {
            #[dao(default(value = "x"))]
            a: String,
            #[dao(update_default(value = 'x'))]
            b: String,
            #[dao(update_default(valeu = "x"))]
            c: String,
        }
    }));
    insta::assert_snapshot!(found.join("\n"));
}

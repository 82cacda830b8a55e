//! What a reviewer reads.

use codegen::catalog::Action;

use super::case::Case;
use super::catalog::{catalog, integer, table, text};
use super::database::Database;

#[test]
fn a_migration_in_place_is_one_plain_transaction() {
    let user = || table("user", [text("id"), text("name")]).key(&["id"]);
    let mut next = user();
    let added = table("", [integer("active").default("1"), text("slug").nullable()]);
    next.0.columns.extend(added.0.columns);
    let next = next
        .check("user_active_check", "\"active\" in (0, 1)")
        .index("user_slug_idx", &["slug"]);
    let tag = table("tag", [integer("id").identity(), text("user_id")])
        .key(&["id"])
        .points(&["user_id"], "user", &["id"], Action::Cascade);
    let previous = catalog([user()]);
    let database = Database::of(&previous);
    let (up, _) = Case::new(previous, catalog([next, tag]))
        .backfill("user", "slug", "lower(name)")
        .plans();
    insta::assert_snapshot!(database.sql(&up));
}

#[test]
fn a_rebuild_says_what_it_does() {
    let post = |title| {
        table("post", [integer("id").identity(), title, text("user_id")])
            .key(&["id"])
            .points(&["user_id"], "user", &["id"], Action::Cascade)
            .index("post_user_id_idx", &["user_id"])
    };
    let user = || table("user", [text("id")]).key(&["id"]);
    let previous = catalog([user(), post(text("title").nullable())]);
    let database = Database::of(&previous);
    let (up, _) = Case::new(previous, catalog([user(), post(text("title"))]))
        .backfill("post", "title", "'untitled'")
        .plans();
    insta::assert_snapshot!(database.sql(&up));
}

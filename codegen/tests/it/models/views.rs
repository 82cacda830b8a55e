//! Models of views.

use super::{assert_formatted, models, shown};

const SCHEMA: &str = r#"
[database]
name     = "shop"
dialects = ["postgres", "sqlite"]

[table.user.columns]
id   = { type = "bigint", identity = true, primary_key = true }
name = "text"

[view.user_count]
sql         = 'CREATE VIEW user_count AS SELECT u.id, lower(u.name) AS "Lower", count(*) FROM "user" u GROUP BY 1, 2'
only        = "postgres"
rust_name   = "Counted"
primary_key = ["id"]
scope       = "id"
[view.user_count.columns]
id    = "bigint"
lower = { type = "text", column = "Lower", nullable = true, comment = "In small letters." }
count = "bigint"

[view.name]
sql = 'CREATE VIEW name AS SELECT name FROM "user"'
[view.name.columns]
name = "text"

[view.without_a_model]
sql = 'CREATE VIEW without_a_model AS SELECT 1 AS one'
"#;

#[test]
fn a_view_with_columns_has_a_model() {
    let files = models(&[("schema.toml", SCHEMA)]);
    assert_formatted(&files);
    let ours: Vec<_> = (files.into_iter())
        .filter(|file| !file.path.ends_with("user.rs"))
        .collect();
    insta::assert_snapshot!(shown(&ours));
}

//! The demo schema at the root of the repository.

use std::path::Path;

use codegen::diagnostic::{Style, render};
use codegen::schema::{RelationKind, Scalar, Schema, load};

fn demo() -> Schema {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema.toml");
    let loaded = load(&path);
    let told = render(&loaded.diagnostics, &loaded.sources, Style::Plain);
    assert_eq!(told, "", "the demo schema is right");
    loaded.schema.expect("there are no errors")
}

#[test]
fn has_the_tables_of_mind_vault() {
    let schema = demo();
    let keys: Vec<_> = schema.tables.iter().map(|table| table.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "user",
            "video_summary",
            "tag",
            "category",
            "keyframe",
            "video_summary_tag",
            "video_summary_category"
        ]
    );
    let values: Vec<_> = schema.enums[0]
        .values
        .iter()
        .map(|value| value.rust_name.as_str())
        .collect();
    assert_eq!(values, ["Pending", "Processing", "Completed", "Failed"]);
}

#[test]
fn a_reference_has_the_type_of_the_key() {
    let schema = demo();
    let join = schema
        .tables
        .iter()
        .find(|table| table.key == "video_summary_tag")
        .expect("it is there");
    assert!(join.columns.iter().all(|column| column.r#type.scalar == Scalar::Text));
    assert_eq!(join.primary_key.as_ref().map(|key| key.columns.len()), Some(2));
}

#[test]
fn scopes_and_relations_walk_foreign_keys() {
    let schema = demo();
    let keyframe = schema
        .tables
        .iter()
        .find(|table| table.key == "keyframe")
        .expect("it is there");
    let scope = keyframe.scope.as_ref().expect("keyframes belong to a user");
    assert_eq!(scope.path, [0]);
    assert_eq!(schema.table(scope.table).key, "video_summary");
    assert_eq!(schema.table(scope.table).column(scope.column).key, "user_id");
    let video = schema
        .tables
        .iter()
        .find(|table| table.key == "video_summary")
        .expect("it is there");
    let tags = video
        .relations
        .iter()
        .find(|relation| relation.name == "tags")
        .expect("it is there");
    assert!(matches!(&tags.kind, RelationKind::ManyThrough { from: 0, to: 1, .. }));
}

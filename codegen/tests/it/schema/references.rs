//! Foreign keys, the types that follow them, mixins, relations, scopes.

use std::fmt::Write as _;

use codegen::dialect::{DialectName, Version};
use codegen::schema::{Action, Deferrable, IndexKey, Nulls, RelationKind, Scalar, TableId};

use super::fixture::{codes, schema, told};

#[test]
fn types_follow_chains_of_references() {
    let schema = schema(
        "[table.c.columns]\nb = { references = \"b\", primary_key = true }\n\
         [table.b.columns]\na = { references = \"a\", primary_key = true }\n\
         [table.a.columns]\nid = { type = \"numeric(4,1)\", primary_key = true }\n",
    );
    for table in &schema.tables {
        assert_eq!(table.columns[0].r#type.scalar, Scalar::Numeric(Some((4, 1))));
    }
}

#[test]
fn tables_reference_themselves_and_each_other() {
    let schema = schema(
        "[table.a.columns]\nid = { type = \"bigint\", primary_key = true }\nparent = { references = \"a\", nullable = true }\n\
         b = { references = \"b\", nullable = true, on_delete = \"set_null\", deferrable = \"initially_deferred\" }\n\
         [table.b.columns]\nid = { type = \"uuid\", primary_key = true }\na = { references = \"a\", index = false }\n",
    );
    let [parent, to_b] = schema.tables[0].foreign_keys.as_slice() else {
        panic!("there are two")
    };
    assert_eq!((parent.references, to_b.references), (TableId(0), TableId(1)));
    assert_eq!(to_b.on_delete, Action::SetNull);
    assert_eq!(to_b.deferrable, Some(Deferrable::InitiallyDeferred));
    assert!(to_b.index && !schema.tables[1].foreign_keys[0].index);
    assert_eq!(schema.tables[0].columns[2].r#type.scalar, Scalar::Uuid);
}

#[test]
fn a_long_chain_of_references_is_no_problem() {
    let mut text = String::new();
    for table in (1..3000).rev() {
        let before = table - 1;
        let _ = writeln!(
            text,
            "[table.t{table}.columns]\nid = {{ references = \"t{before}\", primary_key = true }}"
        );
    }
    text.push_str("[table.t0.columns]\nid = { type = \"text\", primary_key = true }\n");
    assert_eq!(schema(&text).tables[0].columns[0].r#type.scalar, Scalar::Text);
}

#[test]
fn mixins_come_after_own_columns_each_once() {
    let schema = schema(
        "[mixin.a]\nmixins = [\"c\"]\n[mixin.a.columns]\na = \"text\"\n[mixin.b]\nmixins = [\"c\"]\n[mixin.b.columns]\nb = \"text\"\n\
         [mixin.c.columns]\nc = { type = \"text\", unique = true }\n[[mixin.c.index]]\ncolumns = [\"c desc\"]\n\
         [table.t]\nmixins = [\"a\", \"b\"]\n[table.t.columns]\nown = \"text\"\n",
    );
    let table = &schema.tables[0];
    let keys: Vec<_> = table.columns.iter().map(|column| column.key.as_str()).collect();
    assert_eq!(keys, ["own", "a", "c", "b"]);
    assert_eq!((table.uniques.len(), table.indexes.len()), (1, 1));
}

#[test]
fn a_mistake_in_a_mixin_is_told_once() {
    let mut text = "[mixin.m.columns]\na = { type = \"integer\", default = \"x\" }\n".to_owned();
    for table in 0..5 {
        let _ = writeln!(text, "[table.t{table}]\nmixins = [\"m\"]");
    }
    assert_eq!(codes(&text), ["TS0304"]);
}

#[test]
fn index_parts_have_short_and_long_forms() {
    let schema = schema(
        "[table.t.columns]\na = \"text\"\n\"b desc\" = { type = \"text\", rust_name = \"b\" }\n\
         [[table.t.index]]\ncolumns = [\"a DESC nulls last\", \"b desc\", { column = \"a\", order = \"asc\" }, { expression = \"lower(a)\" }]\n",
    );
    let parts = &schema.tables[0].indexes[0].parts;
    assert!(parts[0].descending && parts[0].nulls == Some(Nulls::Last));
    assert!(!parts[1].descending && matches!(parts[1].key, IndexKey::Column(id) if id.0 == 1));
    assert!(!parts[2].descending && matches!(parts[3].key, IndexKey::Expression(_)));
}

#[test]
fn a_relation_to_one_goes_forward_or_back() {
    let schema = schema(
        "[table.user.columns]\nid = { type = \"text\", primary_key = true }\n[table.user.relations]\nprofile = { one = \"profile\" }\n\
         [table.profile.columns]\nuser_id = { references = \"user\", unique = true }\n[table.profile.relations]\nuser = { one = \"user\" }\n",
    );
    assert!(matches!(
        schema.tables[0].relations[0].kind,
        RelationKind::OneBack {
            target: TableId(1),
            foreign_key: 0
        }
    ));
    assert!(matches!(
        schema.tables[1].relations[0].kind,
        RelationKind::One {
            target: TableId(0),
            foreign_key: 0
        }
    ));
}

#[test]
fn a_table_joined_to_itself_says_one_end() {
    let text = |through: &str| {
        format!(
            "[table.user.columns]\nid = {{ type = \"text\", primary_key = true }}\n\
             [table.user.relations]\nfriends = {{ many = \"user\", through = {through} }}\n\
             [table.pair.columns]\na = {{ references = \"user\" }}\nb = {{ references = \"user\" }}\n"
        )
    };
    assert_eq!(codes(&text("\"pair\"")), ["TS0226"]);
    let schema = schema(&text("{ table = \"pair\", from = \"b\" }"));
    assert!(matches!(
        schema.tables[0].relations[0].kind,
        RelationKind::ManyThrough { from: 1, to: 0, .. }
    ));
}

#[test]
fn scopes_go_by_columns_and_by_tables() {
    let text = |scope: &str| {
        format!(
            "[table.user.columns]\nid = {{ type = \"text\", primary_key = true }}\n\
             [table.album]\nscope = \"owner_id\"\n[table.album.columns]\nid = {{ type = \"text\", primary_key = true }}\nowner_id = {{ references = \"user\" }}\n\
             [table.photo]\nscope = \"{scope}\"\n[table.photo.columns]\nalbum_id = {{ references = \"album\" }}\ncover_of = {{ references = \"album\", nullable = true }}\n"
        )
    };
    let schema = schema(&text("album_id.owner_id"));
    let scope = schema.tables[2].scope.as_ref().expect("it is said");
    assert_eq!(
        (scope.path.as_slice(), scope.table, scope.column.0),
        ([0].as_slice(), TableId(1), 1)
    );
    assert_eq!(codes(&text("album.owner_id")), ["TS0232"]);
    assert_eq!(codes(&text("album_id.owner")), ["TS0202"]);
}

#[test]
fn what_a_dialect_lacks_is_fine_where_the_dialect_is_not() {
    let text = |only: &str| {
        format!("[table.t.columns]\na = \"jsonb\"\n[[table.t.index]]\ncolumns = [\"a\"]\nmethod = \"gin\"\n{only}")
    };
    assert_eq!(codes(&text("")), ["TS0407"]);
    assert_eq!(codes(&text("only = \"postgres\"\n")), Vec::<String>::new());
}

#[test]
fn versions_have_defaults() {
    let schema = schema("");
    assert_eq!(
        schema.database.min_versions[&DialectName::Postgres],
        Version::new(14, 0, 0)
    );
    assert_eq!(
        schema.database.min_versions[&DialectName::Sqlite],
        Version::new(3, 40, 0)
    );
}

#[test]
fn all_mistakes_are_told_at_once() {
    let told = told(
        "[table.user]\nscope = \"nobody\"\n[table.user.columns]\nid = { type = \"txt\", nulable = true }\nage = { type = \"integer\", default = \"x\" }\n\
         team = { references = \"teams\" }\n[[table.user.index]]\ncolumns = [\"agee\"]\n",
    );
    insta::assert_snapshot!(told);
}

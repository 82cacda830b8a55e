//! Columns.

use codegen::dialect::DialectName;

use super::{Edit, NOTHING, edits};

const COLOR: &str = "color   = { type = \"varchar(7)\", nullable = true, validate = { pattern = \"^#[0-9a-f]{6}$\" } }";

edits! {
    add_column_that_may_be_null = Edit {
        replace: &[(COLOR, "color   = { type = \"varchar(7)\", nullable = true }\nicon    = { type = \"text\", nullable = true }")],
        ..NOTHING
    };

    add_column_with_a_default = Edit {
        replace: &[(COLOR, "color   = { type = \"varchar(7)\", nullable = true }\nicon    = { type = \"varchar(16)\", default = \"it's a tag\" }")],
        holds: &[r#"SELECT 1 FROM "tag" WHERE "icon" <> 'it''s a tag'"#],
        ..NOTHING
    };

    add_columns_of_many_types = Edit {
        replace: &[(COLOR, r#"color   = { type = "varchar(7)", nullable = true }
pinned  = { type = "boolean", default = false }
weight  = { type = "double", default = 1.5 }
price   = { type = "numeric(10,2)", default = "0.00" }
parts   = { type = "text[]", default = ["a", "b"] }
extra   = { type = "jsonb", default = { value = { a = [1, 2] } } }
mark    = { type = "uuid", nullable = true, unique = true }
born    = { type = "date", default = "2026-01-31" }
seen_at = { type = "timestamptz", default = "now()" }
blob    = { type = "bytea", nullable = true }"#)],
        runs: &[r#"UPDATE "tag" SET "pinned" = true, "weight" = 2"#],
        ..NOTHING
    };

    add_required_column_with_a_backfill = Edit {
        replace: &[(COLOR, "color   = { type = \"varchar(7)\", nullable = true }\nslug    = { type = \"text\", backfill = \"lower(name)\" }")],
        holds: &[r#"SELECT 1 FROM "tag" WHERE "slug" <> lower("name")"#],
        ..NOTHING
    };

    drop_column = Edit {
        replace: &[("channel              = { type = \"text\", nullable = true }\n", "")],
        allow: &["drop-column:video_summary.channel"],
        ..NOTHING
    };

    /// The way down makes it NOT NULL again, in rows that have no value.
    drop_required_column = Edit {
        replace: &[("title                = { type = \"text\", validate = { not_blank = true } }\n", "")],
        allow: &["drop-column:video_summary.title"],
        ..NOTHING
    };

    /// A foreign key and its index go with it.
    drop_column_that_points = Edit {
        replace: &[
            ("parent_id = { references = \"category\", nullable = true, on_delete = \"set_null\" }\n", ""),
            ("parent          = { one = \"category\" }\n", ""),
            ("children        = { many = \"category\" }\n", ""),
        ],
        allow: &["drop-column:category.parent_id"],
        ..NOTHING
    };

    rename_column = Edit {
        replace: &[("caption          = { type = \"text\", nullable = true }", "subtitle         = { type = \"text\", nullable = true, renamed_from = \"caption\" }")],
        renamed: &[("keyframe.caption", "subtitle")],
        ..NOTHING
    };

    /// It stands in a check, a unique constraint, and an index.
    rename_column_that_is_used = Edit {
        start: "[[table.keyframe.index]]\ncolumns = [\"position desc\"]\nwhere = \"position > 0\"\n",
        replace: &[
            (
                "position         = { type = \"integer\", check = \"position >= 0\", comment = \"Seconds from the start.\" }",
                "at_second        = { type = \"integer\", check = \"at_second >= 0\", comment = \"Seconds from the start.\", renamed_from = \"position\" }",
            ),
            ("columns = [\"video_summary_id\", \"position\"]", "columns = [\"video_summary_id\", \"at_second\"]"),
            ("columns = [\"position desc\"]\nwhere = \"position > 0\"", "columns = [\"at_second desc\"]\nwhere = \"at_second > 0\""),
        ],
        renamed: &[("keyframe.position", "at_second")],
        ..NOTHING
    };

    rename_column_in_the_database_alone = Edit {
        replace: &[("column = \"emailVerified\"", "column = \"email_verified\"")],
        renamed: &[("user.emailVerified", "email_verified")],
        ..NOTHING
    };

    swap_columns = Edit {
        replace: &[
            ("name           = { type = \"text\", validate = { not_blank = true } }", "name           = { type = \"text\", nullable = true, renamed_from = \"image\" }"),
            ("image          = { type = \"text\", nullable = true }", "image          = { type = \"text\", renamed_from = \"name\" }"),
        ],
        renamed: &[("user.name", "image"), ("user.image", "name")],
        ..NOTHING
    };

    /// On SQLite both are INTEGER.
    widen_type = Edit {
        replace: &[("duration             = { type = \"integer\"", "duration             = { type = \"bigint\"")],
        dialects: &[DialectName::Postgres],
        ..NOTHING
    };

    widen_length = Edit {
        replace: &[("email          = { type = \"varchar(255)\"", "email          = { type = \"varchar(320)\"")],
        ..NOTHING
    };

    narrow_length = Edit {
        replace: &[("email          = { type = \"varchar(255)\"", "email          = { type = \"varchar(100)\"")],
        allow: &["narrow-column:user.email"],
        ..NOTHING
    };

    change_type_by_a_rule = Edit {
        replace: &[(
            "position         = { type = \"integer\", check = \"position >= 0\", comment",
            "position         = { type = \"text\", using = \"cast(position * 2 as text)\", comment",
        )],
        changed: &["keyframe.position"],
        holds: &[r#"SELECT 1 FROM "keyframe" WHERE "position" NOT IN ('2', '4', '6', '8', '10', '12', '14')"#],
        ..NOTHING
    };

    text_becomes_an_enum = Edit {
        replace: &[(
            "color   = { type = \"varchar(7)\", nullable = true, validate = { pattern = \"^#[0-9a-f]{6}$\" } }",
            "color   = { type = \"paint\", nullable = true, using = { postgres = \"(case when color is null then null else 'red' end)::paint\", sqlite = \"case when color is null then null else 'red' end\" } }",
        )],
        append: "[enum.paint]\nvalues = [\"red\", \"blue\"]\n",
        changed: &["tag.color"],
        holds: &[r#"SELECT 1 FROM "tag" WHERE "color" <> 'red'"#],
        ..NOTHING
    };

    allow_null = Edit {
        replace: &[("image_url        = { type = \"text\", validate = { url = true } }", "image_url        = { type = \"text\", nullable = true }")],
        runs: &[r#"UPDATE "keyframe" SET "image_url" = NULL"#],
        ..NOTHING
    };

    forbid_null_with_a_backfill = Edit {
        replace: &[("caption          = { type = \"text\", nullable = true }", "caption          = { type = \"text\", backfill = \"'none, at ' || position\" }")],
        changed: &["keyframe.caption"],
        holds: &[r#"SELECT 1 FROM "keyframe" WHERE "caption" NOT LIKE 'none, at %' AND "caption" NOT LIKE 'caption %'"#],
        ..NOTHING
    };

    add_default = Edit {
        replace: &[("channel              = { type = \"text\", nullable = true }", "channel              = { type = \"text\", nullable = true, default = \"unknown\" }")],
        ..NOTHING
    };

    alter_default = Edit {
        replace: &[("processing_status    = { type = \"processing_status\", default = \"pending\" }", "processing_status    = { type = \"processing_status\", default = \"processing\" }")],
        ..NOTHING
    };

    drop_default = Edit {
        replace: &[("email_verified = { type = \"boolean\", default = false, column", "email_verified = { type = \"boolean\", column")],
        ..NOTHING
    };

    add_comment = Edit {
        replace: &[("caption          = { type = \"text\", nullable = true }", "caption          = { type = \"text\", nullable = true, comment = \"What it's of.\" }")],
        dialects: &[DialectName::Postgres],
        ..NOTHING
    };

    drop_comment = Edit {
        replace: &[(", comment = \"Seconds from the start.\"", "")],
        dialects: &[DialectName::Postgres],
        ..NOTHING
    };

    add_generated_column = Edit {
        replace: &[(COLOR, "color   = { type = \"varchar(7)\", nullable = true }\nshout   = { type = \"text\", generated = \"upper(name) || '!'\" }")],
        holds: &[r#"SELECT 1 FROM "tag" WHERE "shout" <> upper("name") || '!'"#],
        ..NOTHING
    };

    alter_generated_column = Edit {
        start: "[table.box.columns]\nid = { type = \"bigint\", primary_key = true }\nwidth = \"integer\"\narea = { type = \"integer\", generated = \"width * 2\" }\n",
        replace: &[("width * 2", "width * 3")],
        changed: &["box.area"],
        holds: &[r#"SELECT 1 FROM "box" WHERE "area" <> "width" * 3"#],
        ..NOTHING
    };

    drop_generated_column = Edit {
        start: "[table.box.columns]\nid = { type = \"bigint\", primary_key = true }\nwidth = \"integer\"\narea = { type = \"integer\", generated = \"width * 2\" }\n",
        replace: &[("area = { type = \"integer\", generated = \"width * 2\" }\n", "")],
        ..NOTHING
    };

    /// The values that were computed stay as they are.
    generated_column_becomes_plain = Edit {
        start: "[table.box.columns]\nid = { type = \"bigint\", primary_key = true }\nwidth = \"integer\"\narea = { type = \"integer\", generated = \"width * 2\" }\n",
        replace: &[("area = { type = \"integer\", generated = \"width * 2\" }", "area = \"integer\"")],
        runs: &[r#"UPDATE "box" SET "area" = 1"#],
        ..NOTHING
    };

    /// The next number is one that no row has.
    add_identity = Edit {
        start: "[table.visit.columns]\nid = { type = \"bigint\", primary_key = true }\npage = \"text\"\n",
        replace: &[("id = { type = \"bigint\", primary_key = true }\npage", "id = { type = \"bigint\", identity = true, primary_key = true }\npage")],
        runs: &[r#"INSERT INTO "visit" ("page") VALUES ('a'), ('b')"#],
        ..NOTHING
    };

    drop_identity = Edit {
        start: "[table.visit.columns]\nid = { type = \"bigint\", identity = true, primary_key = true }\npage = \"text\"\n",
        replace: &[("id = { type = \"bigint\", identity = true, primary_key = true }\npage", "id = { type = \"bigint\", primary_key = true }\npage")],
        ..NOTHING
    };

    alter_identity = Edit {
        start: "[table.visit.columns]\nid = { type = \"bigint\", identity = true, primary_key = true }\npage = \"text\"\n",
        replace: &[("id = { type = \"bigint\", identity = true, primary_key = true }\npage", "id = { type = \"bigint\", identity = \"by_default\", primary_key = true }\npage")],
        dialects: &[DialectName::Postgres],
        runs: &[r#"INSERT INTO "visit" ("id", "page") VALUES (1000, 'b')"#],
        ..NOTHING
    };
}

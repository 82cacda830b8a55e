//! Tables.

use super::{Edit, NOTHING, edits};

edits! {
    create_table = Edit {
        append: r#"
[table.note]
comment = "What a person writes beside a video."
mixins  = ["timestamps"]
scope   = "video_summary.user_id"
[table.note.columns]
id               = { type = "bigint", identity = true, primary_key = true }
video_summary_id = { references = "video_summary", on_delete = "cascade" }
body             = { type = "text", default = "" }
rating           = { type = "smallint", nullable = true, check = "rating between 1 and 5" }
"#,
        runs: &[
            r#"INSERT INTO "note" ("video_summary_id", "rating") SELECT min("id"), 5 FROM "video_summary""#,
        ],
        ..NOTHING
    };

    drop_table = Edit {
        replace: &[("keyframes  = { many = \"keyframe\" }\n", "")],
        cut: &["keyframe"],
        allow: &["drop-table:keyframe"],
        ..NOTHING
    };

    /// The tables that point at it go with it, in the right order.
    drop_tables_that_hang_together = Edit {
        replace: &[
            ("tags       = { many = \"tag\", through = \"video_summary_tag\" }\n", ""),
            ("tags            = { many = \"tag\" }\n", ""),
        ],
        cut: &["tag", "video_summary_tag"],
        allow: &["drop-table:tag", "drop-table:video_summary_tag"],
        ..NOTHING
    };

    rename_table = Edit {
        replace: &[
            ("[table.keyframe]\n", "[table.still]\nrenamed_from = \"keyframe\"\n"),
            ("[table.keyframe.columns]", "[table.still.columns]"),
            ("[[table.keyframe.unique]]", "[[table.still.unique]]"),
            ("[table.keyframe.relations]", "[table.still.relations]"),
            ("{ many = \"keyframe\" }", "{ many = \"still\" }"),
        ],
        renamed: &[("keyframe", "still")],
        ..NOTHING
    };

    /// Seven foreign keys point at it or at what points at it.
    rename_table_that_others_point_at = Edit {
        replace: &[
            ("[table.user]\n", "[table.user]\ntable = \"Person\"\n"),
        ],
        renamed: &[("user", "Person")],
        runs: &[r#"DELETE FROM "Person""#],
        ..NOTHING
    };

    rename_table_into_a_reserved_word = Edit {
        replace: &[("[table.category]\n", "[table.category]\ntable = \"order\"\n")],
        renamed: &[("category", "order")],
        ..NOTHING
    };

    comment_of_a_table = Edit {
        replace: &[("A person who signs in.", "A person; it's the owner of all else.")],
        dialects: &[codegen::dialect::DialectName::Postgres],
        ..NOTHING
    };

    move_table_into_a_namespace = Edit {
        replace: &[("[table.keyframe]\n", "[table.keyframe]\nschema = \"media\"\n")],
        append: "[namespace.media]\ncomment = \"Pictures.\"\n",
        renamed: &[("keyframe", "media.keyframe"), ("keyframe", "media_keyframe")],
        ..NOTHING
    };

    /// Table, column, type and constraints in one edit.
    rename_and_alter_at_once = Edit {
        replace: &[
            ("[table.tag]\n", "[table.label]\nrenamed_from = \"tag\"\n"),
            ("[table.tag.columns]", "[table.label.columns]"),
            ("[[table.tag.unique]]\ncolumns = [\"user_id\", \"name\"]", "[[table.label.unique]]\ncolumns = [\"user_id\", \"word\"]"),
            ("[table.tag.relations]", "[table.label.relations]"),
            (
                "name    = { type = \"varchar(64)\", validate = { not_blank = true } }\ncolor   =",
                "word    = { type = \"varchar(80)\", renamed_from = \"name\", check = \"word <> ''\", index = true }\ncolor   =",
            ),
            ("{ many = \"tag\" }", "{ many = \"label\" }"),
            ("{ many = \"tag\", through", "{ many = \"label\", through"),
            ("{ references = \"tag\", on_delete", "{ references = \"label\", on_delete"),
        ],
        renamed: &[("tag", "label"), ("tag.name", "word")],
        runs: &[r#"DELETE FROM "user""#],
        ..NOTHING
    };
}

//! Enums.

use codegen::dialect::DialectName;

use super::{Edit, NOTHING, edits};

const VALUES: &str = "values  = [\"pending\", \"processing\", \"completed\", \"failed\"]";
const COLOR: &str = "color   = { type = \"varchar(7)\", nullable = true, validate = { pattern = \"^#[0-9a-f]{6}$\" } }";

edits! {
    create_enum = Edit {
        replace: &[(COLOR, "color   = { type = \"varchar(7)\", nullable = true }\nkind    = { type = \"tag_kind\", default = \"it's\" }")],
        append: "[enum.tag_kind]\nvalues = [\"topic\", { name = \"its\", value = \"it's\" }]\n",
        runs: &[r#"UPDATE "tag" SET "kind" = 'topic'"#],
        ..NOTHING
    };

    drop_enum = Edit {
        replace: &[
            ("[enum.processing_status]\ncomment = \"How far the processing of a video is.\"\n", ""),
            (VALUES, ""),
            (
                "processing_status    = { type = \"processing_status\", default = \"pending\" }",
                "processing_status    = { type = \"text\", default = \"pending\" }",
            ),
        ],
        ..NOTHING
    };

    /// SQLite knows no enums by name: nothing is to be done there.
    rename_enum = Edit {
        replace: &[
            ("[enum.processing_status]", "[enum.progress]\nrenamed_from = \"processing_status\""),
            ("{ type = \"processing_status\", default", "{ type = \"progress\", default"),
        ],
        dialects: &[DialectName::Postgres],
        ..NOTHING
    };

    add_value_in_the_middle = Edit {
        replace: &[(VALUES, "values  = [\"pending\", \"queued\", \"processing\", \"completed\", \"failed\"]")],
        runs: &[r#"UPDATE "video_summary" SET "processing_status" = 'queued'"#],
        ..NOTHING
    };

    /// The new value is the default at once.
    add_value_and_use_it = Edit {
        replace: &[
            (VALUES, "values  = [\"new\", \"pending\", \"processing\", \"completed\", \"failed\"]"),
            ("{ type = \"processing_status\", default = \"pending\" }", "{ type = \"processing_status\", default = \"new\" }"),
        ],
        ..NOTHING
    };

    rename_value = Edit {
        replace: &[
            (VALUES, "values  = [{ name = \"waiting\", renamed_from = \"pending\" }, \"processing\", \"completed\", \"failed\"]"),
            ("{ type = \"processing_status\", default = \"pending\" }", "{ type = \"processing_status\", default = \"waiting\" }"),
        ],
        changed: &["video_summary.processing_status"],
        holds: &[r#"SELECT 1 FROM (SELECT count(*) AS "n" FROM "video_summary" WHERE "processing_status" = 'waiting') AS "c" WHERE "n" <> 2"#],
        ..NOTHING
    };

    remove_value_with_a_replacement = Edit {
        replace: &[(VALUES, "values  = [\"pending\", \"processing\", \"completed\"]\nreplaced = { failed = \"pending\" }")],
        changed: &["video_summary.processing_status"],
        holds: &[r#"SELECT 1 FROM (SELECT count(*) AS "n" FROM "video_summary" WHERE "processing_status" = 'pending') AS "c" WHERE "n" <> 3"#],
        ..NOTHING
    };

    /// Middle, rename, removal and default in one edit.
    change_values_in_every_way = Edit {
        replace: &[
            (
                VALUES,
                "values  = [{ name = \"waiting\", renamed_from = \"pending\" }, \"queued\", \"processing\", \"completed\"]\nreplaced = { failed = \"queued\" }",
            ),
            ("{ type = \"processing_status\", default = \"pending\" }", "{ type = \"processing_status\", default = \"queued\" }"),
        ],
        changed: &["video_summary.processing_status"],
        holds: &[r#"SELECT 1 FROM (SELECT count(*) AS "n" FROM "video_summary" WHERE "processing_status" = 'queued') AS "c" WHERE "n" <> 1"#],
        ..NOTHING
    };

    /// SQLite stores text already.
    store_as_text = Edit {
        replace: &[(VALUES, "values  = [\"pending\", \"processing\", \"completed\", \"failed\"]\nstorage = \"text\"")],
        dialects: &[DialectName::Postgres],
        ..NOTHING
    };

    comment_of_an_enum = Edit {
        replace: &[("How far the processing of a video is.", "How far it's gone.")],
        dialects: &[DialectName::Postgres],
        ..NOTHING
    };
}

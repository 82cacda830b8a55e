//! Keys, constraints and indexes.

use codegen::dialect::DialectName;

use super::{Edit, NOTHING, edits};

const TAG_UNIQUE: &str = "[[table.tag.unique]]\ncolumns = [\"user_id\", \"name\"]\n";
const SUMMARY_INDEX: &str = "[[table.video_summary.index]]\ncolumns = [\"user_id\", \"created_at desc\"]\n";
const SEAT: &str = "[table.seat]\n[table.seat.columns]\nroom = \"integer\"\nnumber = \"integer\"\n";
const SEAT_WITH_KEY: &str = "[table.seat]\nprimary_key = [\"room\", \"number\"]\n[table.seat.columns]\nroom = \"integer\"\nnumber = \"integer\"\n";

edits! {
    add_primary_key = Edit {
        start: SEAT,
        replace: &[("[table.seat]\n", "[table.seat]\nprimary_key = [\"room\", \"number\"]\n")],
        ..NOTHING
    };

    drop_primary_key = Edit {
        start: SEAT_WITH_KEY,
        replace: &[("primary_key = [\"room\", \"number\"]\n", "")],
        ..NOTHING
    };

    rename_primary_key = Edit {
        start: SEAT_WITH_KEY,
        replace: &[("primary_key = [\"room\", \"number\"]\n", "primary_key = { name = \"seat_key\", columns = [\"room\", \"number\"] }\n")],
        ..NOTHING
    };

    alter_primary_key = Edit {
        replace: &[
            ("[table.keyframe]\n", "[table.keyframe]\nprimary_key = [\"video_summary_id\", \"id\"]\n"),
            (
                "id               = { type = \"text\", default = \"nanoid()\", primary_key = true }\nvideo_summary_id",
                "id               = { type = \"text\", default = \"nanoid()\" }\nvideo_summary_id",
            ),
        ],
        ..NOTHING
    };

    add_unique = Edit {
        append: "[[table.keyframe.unique]]\ncolumns = [\"image_url\"]\n",
        ..NOTHING
    };

    drop_unique = Edit {
        replace: &[("type = \"varchar(255)\", unique = true,", "type = \"varchar(255)\",")],
        ..NOTHING
    };

    rename_unique = Edit {
        replace: &[(TAG_UNIQUE, "[[table.tag.unique]]\nname = \"one_word_once\"\ncolumns = [\"user_id\", \"name\"]\n")],
        ..NOTHING
    };

    alter_unique = Edit {
        replace: &[(TAG_UNIQUE, "[[table.tag.unique]]\ncolumns = [\"user_id\", \"name\", \"color\"]\n")],
        ..NOTHING
    };

    add_check = Edit {
        append: "[[table.keyframe.check]]\nname = \"caption_is_not_url\"\nexpression = \"caption <> image_url\"\n",
        ..NOTHING
    };

    drop_check = Edit {
        replace: &[("nullable = true, check = \"duration >= 0\",", "nullable = true,")],
        ..NOTHING
    };

    rename_check = Edit {
        start: "[[table.keyframe.check]]\nname = \"caption_is_not_url\"\nexpression = \"caption <> image_url\"\n",
        replace: &[("name = \"caption_is_not_url\"", "name = \"no_url\"\nrenamed_from = \"caption_is_not_url\"")],
        ..NOTHING
    };

    alter_check = Edit {
        replace: &[("check = \"duration >= 0\"", "check = \"duration > 0 and duration < 1000000\"")],
        ..NOTHING
    };

    add_foreign_key = Edit {
        start: "[table.profile.columns]\nid = { type = \"text\", primary_key = true }\n",
        replace: &[(
            "[table.profile.columns]\nid = { type = \"text\", primary_key = true }\n",
            "[table.profile.columns]\nid = { references = \"user\", on_delete = \"cascade\", primary_key = true }\n",
        )],
        ..NOTHING
    };

    drop_foreign_key = Edit {
        start: "[table.visit.columns]\nid = { type = \"bigint\", primary_key = true }\nuser_id = { references = \"user\", on_delete = \"cascade\" }\n",
        replace: &[("primary_key = true }\nuser_id = { references = \"user\", on_delete = \"cascade\" }\n\n", "primary_key = true }\nuser_id = \"text\"\n\n")],
        ..NOTHING
    };

    rename_foreign_key = Edit {
        start: "[table.visit.columns]\nid = { type = \"bigint\", primary_key = true }\nuser_id = \"text\"\n[[table.visit.foreign_key]]\nname = \"visit_of\"\ncolumns = [\"user_id\"]\nreferences = { table = \"user\", columns = [\"id\"] }\n",
        replace: &[("name = \"visit_of\"", "name = \"visitor\"\nrenamed_from = \"visit_of\"")],
        ..NOTHING
    };

    /// And the rows of the children stay, though the parent's table is made anew.
    alter_foreign_key = Edit {
        replace: &[("parent_id = { references = \"category\", nullable = true, on_delete = \"set_null\" }", "parent_id = { references = \"category\", nullable = true, on_delete = \"cascade\", on_update = \"cascade\", deferrable = \"initially_deferred\" }")],
        ..NOTHING
    };

    add_index = Edit {
        append: "[[table.video_summary.index]]\ncolumns = [\"youtube_id\", { expression = \"lower(title)\", order = \"desc\" }]\nwhere = \"duration is not null\"\n",
        ..NOTHING
    };

    add_index_of_postgres = Edit {
        append: "[[table.video_summary.index]]\ncolumns = [\"title\"]\ninclude = [\"duration\"]\nmethod = \"btree\"\nonly = \"postgres\"\n",
        dialects: &[DialectName::Postgres],
        ..NOTHING
    };

    add_unique_index = Edit {
        append: "[[table.video_summary.index]]\ncolumns = [\"user_id\", \"title\"]\nunique = true\nwhere = \"channel is not null\"\n",
        ..NOTHING
    };

    /// What the foreign key needs comes in its place.
    drop_index = Edit {
        replace: &[(SUMMARY_INDEX, "")],
        ..NOTHING
    };

    rename_index = Edit {
        replace: &[(SUMMARY_INDEX, "[[table.video_summary.index]]\nname = \"newest_first\"\ncolumns = [\"user_id\", \"created_at desc\"]\n")],
        ..NOTHING
    };

    alter_index = Edit {
        replace: &[(SUMMARY_INDEX, "[[table.video_summary.index]]\ncolumns = [\"user_id\", \"created_at\"]\nwhere = \"title <> ''\"\n")],
        ..NOTHING
    };
}

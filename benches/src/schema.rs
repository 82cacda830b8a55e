//! Schemas of N tables: 12 columns, 2 foreign keys, 5 indexes each, one enum to ten tables.

use std::fmt::Write as _;

/// A schema of `tables` tables for both dialects. With `changed`, the last table has one column more.
pub(crate) fn schema(tables: usize, changed: bool) -> String {
    let mut text = String::from(
        "[database]\nname = \"bench\"\ndialects = [\"sqlite\", \"postgres\"]\n\n\
         [generate]\nmodels = \"models/src\"\nmigrations = \"models/migrations\"\n\n\
         [mixin.timestamps.columns]\n\
         created_at = { type = \"timestamptz\", default = \"now()\" }\n\
         updated_at = { type = \"timestamptz\", default = \"now()\", update_default = \"now()\" }\n\n",
    );
    for number in 0..tables.div_ceil(10) {
        let _ = writeln!(
            text,
            "[enum.state_{number}]\nvalues = [\"open\", \"running\", \"done\", \"failed\"]\n"
        );
    }
    for number in 0..tables {
        let previous = number.saturating_sub(1);
        let other = number / 2;
        let _ = write!(
            text,
            "[table.record_{number}]\ncomment = \"The records of kind {number}.\"\nmixins = [\"timestamps\"]\n\
             [table.record_{number}.columns]\n\
             id = {{ type = \"text\", default = \"nanoid()\", primary_key = true }}\n\
             previous_id = {{ references = \"record_{previous}\", on_delete = \"cascade\" }}\n\
             other_id = {{ references = \"record_{other}\", nullable = true, on_delete = \"set_null\" }}\n\
             name = \"text\"\n\
             email = {{ type = \"varchar(255)\", unique = true }}\n\
             amount = {{ type = \"numeric(10,2)\", default = \"0.00\" }}\n\
             quantity = {{ type = \"integer\", nullable = true, check = \"quantity >= 0\" }}\n\
             active = {{ type = \"boolean\", default = true }}\n\
             state = {{ type = \"state_{enumeration}\", default = \"open\" }}\n\
             content = {{ type = \"jsonb\", nullable = true }}\n{extra}\
             [[table.record_{number}.index]]\ncolumns = [\"name\", \"created_at desc\"]\n\
             [[table.record_{number}.index]]\ncolumns = [\"state\"]\nwhere = \"active\"\n\n",
            enumeration = number / 10,
            extra = if changed && number + 1 == tables {
                "note = { type = \"text\", nullable = true }\n"
            } else {
                ""
            },
        );
    }
    text
}

//! The same tables as SeaORM's entities, in the compact form that its own generator writes.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

/// Writes the crate.
pub(super) fn write(folder: &Path, tables: usize) -> io::Result<()> {
    let source = folder.join("src");
    fs::create_dir_all(&source)?;
    fs::write(folder.join("Cargo.toml"), MANIFEST)?;
    let mut root = String::from("pub mod enums;\n");
    for number in 0..tables {
        let _ = writeln!(root, "pub mod record{number};");
        fs::write(source.join(format!("record{number}.rs")), entity(number))?;
    }
    fs::write(source.join("lib.rs"), root)?;
    let enums = (0..tables.div_ceil(10)).map(enumeration).collect::<String>();
    fs::write(
        source.join("enums.rs"),
        format!("use sea_orm::entity::prelude::*;\n\n{enums}"),
    )
}

const MANIFEST: &str = r#"[package]
name = "models"
version = "0.1.0"
edition = "2024"

[workspace]

[dependencies]
sea-orm = { version = "1", default-features = false, features = [
    "macros", "sqlx-postgres", "sqlx-sqlite", "runtime-tokio-rustls", "with-chrono", "with-json", "with-rust_decimal", "with-uuid",
] }
serde = { version = "1", features = ["derive"] }
"#;

fn enumeration(number: usize) -> String {
    let mut text = format!(
        "#[derive(Debug, Clone, PartialEq, Eq, EnumIter, DeriveActiveEnum, serde::Serialize)]\n\
         #[sea_orm(rs_type = \"String\", db_type = \"Enum\", enum_name = \"state_{number}\")]\n\
         pub enum State{number} {{\n"
    );
    for value in ["Open", "Running", "Done", "Failed"] {
        let _ = writeln!(
            text,
            "    #[sea_orm(string_value = \"{}\")]\n    {value},",
            value.to_lowercase()
        );
    }
    text + "}\n\n"
}

fn entity(number: usize) -> String {
    let (previous, other, state) = (number.saturating_sub(1), number / 2, number / 10);
    format!(
        r#"use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "record_{number}")]
pub struct Model {{
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub previous_id: String,
    pub other_id: Option<String>,
    pub name: String,
    #[sea_orm(unique)]
    pub email: String,
    #[sea_orm(column_type = "Decimal(Some((10, 2)))")]
    pub amount: Decimal,
    pub quantity: Option<i32>,
    pub active: bool,
    pub state: super::enums::State{state},
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub content: Option<Json>,
    pub created_at: DateTimeWithTimeZone,
    pub updated_at: DateTimeWithTimeZone,
}}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {{
    #[sea_orm(
        belongs_to = "super::record{previous}::Entity",
        from = "Column::PreviousId",
        to = "super::record{previous}::Column::Id",
        on_delete = "Cascade"
    )]
    Previous,
    #[sea_orm(
        belongs_to = "super::record{other}::Entity",
        from = "Column::OtherId",
        to = "super::record{other}::Column::Id",
        on_delete = "SetNull"
    )]
    Other,
}}

impl ActiveModelBehavior for ActiveModel {{}}
"#
    )
}

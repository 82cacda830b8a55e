//! The changes that are tried, as a schema before and after.

/// The schema that the rows are made for.
pub(crate) const BEFORE: &str = r#"[database]
name     = "load"
dialects = ["postgres"]
postgres = { min_version = "14" }

[enum.purchase_state]
values = ["open", "paid", "shipped"]

[table.customer.columns]
id        = { type = "bigint", primary_key = true }
name      = "text"
purchases = { type = "integer", default = 0 }

[table.purchase.columns]
id          = { type = "bigint", primary_key = true }
customer_id = "bigint"
code        = "varchar(20)"
state       = { type = "purchase_state", default = "open" }
quantity    = "integer"
amount      = { type = "numeric(10,2)", default = "0.00" }
note        = { type = "text", nullable = true }
region      = { type = "text", nullable = true }
created_at  = { type = "timestamptz", default = "now()" }
updated_at  = { type = "timestamptz", default = "now()" }
"#;

/// One change to it.
#[derive(Debug)]
pub(crate) struct Change {
    /// What `--only` takes.
    pub(crate) name: &'static str,
    /// For the table.
    pub(crate) title: &'static str,
    /// Lines of the schema that become others; `""` for one that is added at the end.
    edit: (&'static str, &'static str),
    /// What makes the rows as they are to be before, each time.
    pub(crate) prepare: Option<&'static str>,
    /// The same in two phases.
    pub(crate) phased: Option<Phased>,
}

/// A column that gets another one beside it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Phased {
    /// What stands in the schema instead of the line of the change.
    line: &'static str,
    /// The column that takes the place of [`QUANTITY`].
    pub(crate) column: &'static str,
}

/// The column whose type changes.
pub(crate) const QUANTITY: &str = "quantity";

impl Change {
    /// The schema after.
    pub(crate) fn after(&self) -> Result<String, String> {
        self.edited(self.edit)
    }

    /// The schema after, where old and new stand side by side for a while.
    pub(crate) fn after_phased(&self, phased: Phased) -> Result<String, String> {
        self.edited((self.edit.0, phased.line))
    }

    fn edited(&self, (from, to): (&str, &str)) -> Result<String, String> {
        if from.is_empty() {
            return Ok(format!("{BEFORE}\n{to}\n"));
        }
        let mut parts = BEFORE.split(from);
        match (parts.next(), parts.next(), parts.next()) {
            (Some(before), Some(after), None) => Ok(format!("{before}{to}{after}")),
            _ => Err(format!("{}: `{from}` does not stand once in the schema", self.name)),
        }
    }
}

const fn change(name: &'static str, title: &'static str, edit: (&'static str, &'static str)) -> Change {
    Change {
        name,
        title,
        edit,
        prepare: None,
        phased: None,
    }
}

/// All that are tried.
pub(crate) const CHANGES: &[Change] = &[
    change(
        "index",
        "an index over two columns",
        (
            "",
            "[[table.purchase.index]]\ncolumns = [\"customer_id\", \"created_at\"]",
        ),
    ),
    change(
        "not-null",
        "NOT NULL",
        (
            "note        = { type = \"text\", nullable = true }",
            "note        = \"text\"",
        ),
    ),
    Change {
        prepare: Some("update purchase set region = null where id % 10 = 0"),
        ..change(
            "backfill",
            "NOT NULL, with a tenth of the rows to be filled",
            (
                "region      = { type = \"text\", nullable = true }",
                "region      = { type = \"text\", backfill = \"'elsewhere'\" }",
            ),
        )
    },
    change(
        "foreign-key",
        "a foreign key",
        (
            "customer_id = \"bigint\"",
            "customer_id = { references = \"customer\", index = false }",
        ),
    ),
    change(
        "check",
        "a check",
        (
            "quantity    = \"integer\"",
            "quantity    = { type = \"integer\", check = \"quantity > 0\" }",
        ),
    ),
    change(
        "unique",
        "a unique",
        (
            "code        = \"varchar(20)\"",
            "code        = { type = \"varchar(20)\", unique = true }",
        ),
    ),
    change(
        "enum-value",
        "an enum value between two others",
        ("\"open\", \"paid\"", "\"open\", \"packed\", \"paid\""),
    ),
    change(
        "wider-type",
        "a type change, varchar(20) to varchar(40)",
        ("code        = \"varchar(20)\"", "code        = \"varchar(40)\""),
    ),
    change(
        "random-default",
        "a column whose default differs from row to row",
        (
            "note   ",
            "token       = { type = \"uuid\", default = \"uuid()\" }\nnote   ",
        ),
    ),
    Change {
        phased: Some(Phased {
            line: "quantity    = { type = \"bigint\", column = \"quantity_bigint\" }",
            column: "quantity_bigint",
        }),
        ..change(
            "rewriting-type",
            "a type change, integer to bigint",
            ("quantity    = \"integer\"", "quantity    = \"bigint\""),
        )
    },
];

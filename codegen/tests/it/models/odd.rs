//! Schemas with everything that a model can say, in all lengths.

use super::{assert_formatted, models, shown};

#[test]
fn of_everything() {
    let files = models(&[
        (
            "schema.toml",
            r#"
[database]
name = "shop"
dialects = ["postgres"]
[generate]
models = "app/models"
include = ["auth.toml"]
modules = ["types"]
serde = "both"

[enum.order_state]
comment = "Where an order_line is."
values = ["open", "in progress", "2fa", "HTTPError", { name = "type" }]

[enum.size]
values = ["small_size", "large_size", "huge_size"]
storage = "text"

[table.order_line]
table = "OrderLine"
schema = "sales"
comment = """
A line of an order.

```sql
SELECT 1
```
"""
scope = "tenant_id"
primary_key = ["order_id", "line"]
[table.order_line.columns]
order_id = "uuid"
line = { type = "integer", comment = "From 1; see `order_id`." }
tenant_id = { references = "account", on_delete = "cascade" }
state = { type = "order_state", default = "open" }
sizes = { type = "size[]", default = [] }
total = { type = "numeric(10,2)", default = "0.00", validate = { range = [-1, 99.5] } }
code = { type = "char(5)", validate = { pattern = "^[A-Z\"]+$", length = [5, 5], one_of = ["AAAAA", "BBBBB", "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC"] } }
names = { type = "varchar(20)[]", nullable = true }
content = { type = "json", rust = "types::Content" }
meta = { type = "jsonb", nullable = true, rust = "Vec<types::Meta>" }
ip = { type = "inet", nullable = true }
search = { type = "tsvector", nullable = true, only = "postgres" }
type = { type = "text", rust = "types::Kind" }
self = "text"
a_very_long_name_of_a_column_that_is_almost_as_long_as_can_be = { type = "timestamptz", nullable = true }
serial = { type = "bigint", identity = true }
full = { type = "text", generated = "code || 'x'" }
[[table.order_line.unique]]
columns = ["tenant_id", "code", "a_very_long_name_of_a_column_that_is_almost_as_long_as_can_be"]
[[table.order_line.check]]
name = "a_very_long_name_of_a_check_constraint_that_is_just_still_fine"
expression = "line > 0"

[table.flags]
[table.flags.columns]
id = { type = "uuid", default = "uuid_v7()", primary_key = true }
a = "boolean"
b = "boolean"
c = "boolean"
d = "boolean"

[table.touched.columns]
id = { type = "bigint", identity = true, primary_key = true }
text = { type = "text", default = "new", update_default = { value = "now()" } }
number = { type = "integer", default = 0, update_default = -1 }
flag = { type = "boolean", default = false, update_default = true }
ratio = { type = "double", default = 0.0, update_default = 0.5 }
price = { type = "numeric(10,2)", default = 0, update_default = "1.50" }
state = { type = "order_state", default = "open", update_default = "in progress" }
day = { type = "date", nullable = true, update_default = "2026-01-31" }
meta = { type = "jsonb", default = { value = {} }, update_default = { value = { edited = true } } }
tags = { type = "text[]", default = [], update_default = ["edited"] }

[table.defaults_only]
[table.defaults_only.columns]
id = { type = "bigint", identity = "by_default", primary_key = true }
order_id = { type = "uuid", nullable = true }
line = { type = "integer", nullable = true }
[[table.defaults_only.foreign_key]]
columns = ["order_id", "line"]
references = { table = "order_line", columns = ["order_id", "line"] }
deferrable = "initially_deferred"

[table.note]
scope = "order_line.tenant_id"
[table.note.columns]
id = { type = "bigint", identity = true, primary_key = true }
order_id = "uuid"
line = "integer"
[[table.note.foreign_key]]
columns = ["order_id", "line"]
references = { table = "order_line", columns = ["order_id", "line"] }
"#,
        ),
        (
            "auth.toml",
            r#"
[enum.role]
values = ["admin", "member"]

[table.account]
comment = "Who signs in."
[table.account.columns]
id = { type = "uuid", default = "uuid()", primary_key = true }
password_hash = { type = "text", secret = true }
role = "role"
last_state = { type = "order_state", nullable = true }
"#,
        ),
    ]);
    assert_formatted(&files);
    insta::assert_snapshot!(shown(&files));
}

#[test]
fn an_enum_called_like_a_type_of_the_database_says_its_namespace() {
    let files = models(&[(
        "schema.toml",
        r#"
[database]
name = "shop"
dialects = ["postgres"]
[enum.line]
values = ["red", "green"]
[table.stop.columns]
id = { type = "integer", primary_key = true }
line = "line"
"#,
    )]);
    let text = shown(&files);
    assert!(text.contains(r#"#[dao(name = "line", schema = "public")]"#), "{text}");
}

//! Two columns that are kept in step by a trigger.
//!
//! It runs before the row is written, so whoever writes, constraints see both columns filled, and `RETURNING` gives both.
//! The new column has no default meanwhile: a new row that gives it no value gets that of the old one, which does. Values
//! are compared as text, since not every type can be compared (`json`).

use super::sql_text::{column_type, identifier, object_name, text};
use crate::catalog::names::{Label, derived};
use crate::catalog::{Column, Dependency, ObjectId, ObjectName, Pair, SqlObject};
use crate::dialect::{Beside, InStep};

/// See [`Dialect::in_step`](crate::dialect::Dialect::in_step).
pub(in crate::dialect::postgres) fn in_step(beside: &Beside<'_>) -> Result<InStep, String> {
    let Pair { previous, next } = beside.columns;
    if next.nullable && previous.default.is_some() {
        return Err(
            "it may be NULL and has a default: a NULL that newer code writes could not be told from a value that it \
             leaves out"
                .to_owned(),
        );
    }
    let table = &beside.table.name;
    let name = derived(&table.name, &[&previous.name, &next.name], Label::Phase, 0);
    let function = ObjectId {
        kind: "function".to_owned(),
        name: ObjectName::in_namespace(table.namespace.clone(), format!("{name}()")),
        table: None,
    };
    let trigger = ObjectId {
        kind: "trigger".to_owned(),
        name: ObjectName::new(name.clone()),
        table: Some(table.clone()),
    };
    let function_sql = object_name(&ObjectName::in_namespace(table.namespace.clone(), name.clone()));
    let (trigger_sql, table_sql) = (identifier(&name), object_name(table));
    let column = |column: &Column| Dependency::Column(table.clone(), column.name.clone());
    let objects = vec![
        SqlObject {
            make: format!(
                "CREATE FUNCTION {function_sql}() RETURNS trigger LANGUAGE plpgsql AS $phase$\n{}$phase$",
                body(beside)
            ),
            take: format!("DROP FUNCTION {function_sql}()"),
            alter: None,
            shape: None,
            depends_on: [].into(),
            follows: [].into(),
            needed_by: [].into(),
            id: function.clone(),
        },
        SqlObject {
            make: format!(
                "CREATE TRIGGER {trigger_sql} BEFORE INSERT OR UPDATE ON {table_sql}\n    \
                 FOR EACH ROW EXECUTE FUNCTION {function_sql}()"
            ),
            take: format!("DROP TRIGGER {trigger_sql} ON {table_sql}"),
            alter: None,
            shape: None,
            depends_on: [
                Dependency::Table(table.clone()),
                column(previous),
                column(next),
                Dependency::Object(function),
            ]
            .into(),
            follows: [].into(),
            needed_by: [].into(),
            id: trigger,
        },
    ];
    let columns = Pair {
        previous: Column {
            nullable: true,
            ..previous.clone()
        },
        next: Column {
            nullable: true,
            default: None,
            ..next.clone()
        },
    };
    Ok(InStep { columns, objects })
}

fn body(beside: &Beside<'_>) -> String {
    let Beside { table, forth, back, .. } = *beside;
    let row = identifier(&table.name.name);
    let (old, new) = (
        identifier(&beside.columns.previous.name),
        identifier(&beside.columns.next.name),
    );
    let r#type = column_type(&beside.columns.next.r#type);
    let required = if beside.required {
        let message =
            format!("null value in column {old} of relation {row} violates not-null constraint, or that in {new}");
        format!(
            "    IF NEW.{old} IS NULL AND (TG_OP = 'INSERT' OR OLD.{old} IS NOT NULL) THEN
        RAISE not_null_violation USING
            MESSAGE = {},
            TABLE = {},
            COLUMN = {};
    END IF;
",
            text(&message),
            text(&table.name.name),
            text(&beside.columns.next.name),
        )
    } else {
        String::new()
    };
    format!(
        "#variable_conflict use_column
DECLARE
    forth {type};
BEGIN
    SELECT {forth} INTO forth FROM (SELECT NEW.*) AS {row};
    IF TG_OP = 'INSERT' THEN
        -- Older code gives no new value.
        IF NEW.{new} IS NULL THEN
            NEW.{new} := forth;
        ELSIF NEW.{new}::text IS DISTINCT FROM forth::text THEN
            SELECT {back} INTO NEW.{old} FROM (SELECT NEW.*) AS {row};
        END IF;
    ELSIF NEW.{old}::text IS DISTINCT FROM OLD.{old}::text THEN
        NEW.{new} := forth;
    ELSIF NEW.{new}::text IS DISTINCT FROM OLD.{new}::text AND NEW.{new}::text IS DISTINCT FROM forth::text THEN
        SELECT {back} INTO NEW.{old} FROM (SELECT NEW.*) AS {row};
    END IF;
{required}    RETURN NEW;
END;
"
    )
}

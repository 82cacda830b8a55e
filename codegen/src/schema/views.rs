//! Models of views: what they say of themselves, beside what their SQL gives.

use crate::diagnostic::{Diagnostics, tracked as say};
use crate::schema::Table;
use crate::schema::context::Context;
use crate::statement::{Script, output_columns};

/// What a view reads may be held to a scope by the database: then statements have to say whose rows they may reach.
pub(super) fn reach_secured_rows(tables: &[Table], views: &mut [Table]) {
    let is_secured = |table: &Table| table.scope.as_ref().is_some_and(|scope| scope.row_security);
    let any = tables.iter().any(is_secured);
    for scope in views.iter_mut().filter_map(|view| view.scope.as_mut()) {
        scope.row_security = any;
    }
}

/// Whether the SQL of a view gives the columns that its model has, as far as its text tells.
pub(super) fn check(context: &Context<'_>, views: &[Table], diagnostics: &mut Diagnostics) {
    for view in views {
        let written = context.document.tracked.iter();
        let mut written = written.filter(|written| written.key.span == view.span);
        let Some(sql) = written.next().and_then(|written| written.sql.as_ref()) else {
            continue;
        };
        let mut told = Vec::new();
        for target in context.targets(view.only) {
            let Some(text) = sql.text.get(target.name()) else {
                continue;
            };
            // What cannot be read is told where objects are resolved.
            let given = Script::read(target.dialect, &text.value)
                .ok()
                .and_then(|script| output_columns(target.dialect, &script));
            let Some(given) = given else { continue };
            let same = |left: &str, right: &str| {
                left == right || target.dialect.ignores_case() && left.eq_ignore_ascii_case(right)
            };
            for column in &view.columns {
                let is_here = column.only.is_none_or(|only| only == target.name());
                let is_given = given.iter().any(|given| same(given, &column.name));
                if is_here && !is_given && !told.contains(&column.span) {
                    told.push(column.span);
                    diagnostics.push(say::view_gives_no_column(
                        &view.key,
                        &column.name,
                        &given,
                        column.span,
                        text.span,
                    ));
                }
            }
        }
    }
}

//! The columns that a view gives, by their names.

use sqlparser::ast::{Expr, Ident, SelectItem, SetExpr};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

use super::head::name_of;
use super::{Script, brackets};
use crate::dialect::Dialect;

/// What the view of a script gives: the names in brackets behind its own, else those of its query. `None` where the text
/// does not tell: of a `*`, of an expression that only the database has a name for.
///
/// ```
/// use codegen::dialect::DialectName;
/// use codegen::statement::{Script, output_columns};
///
/// let postgres = DialectName::Postgres.dialect();
/// let columns = |sql| output_columns(postgres, &Script::read(postgres, sql).unwrap());
/// let found = columns("CREATE VIEW a AS SELECT u.Id, lower(name) AS \"Name\", count(*) FROM u GROUP BY 1, 2");
/// assert_eq!(found.unwrap(), ["id", "Name", "count"]);
/// assert_eq!(columns("CREATE VIEW a (x, y) AS SELECT * FROM u").unwrap(), ["x", "y"]);
/// assert_eq!(columns("CREATE VIEW a AS SELECT * FROM u"), None);
/// ```
pub fn output_columns(dialect: &dyn Dialect, script: &Script) -> Option<Vec<String>> {
    let kinds = ["view", "materialized view"];
    let (_, head) = kinds.iter().find_map(|kind| script.maker(dialect, kind))?;
    if head.rest().first() == Some(&Token::LParen) {
        let list = brackets(head.rest())?;
        return list[1..list.len() - 1]
            .split(|token| *token == Token::Comma)
            .map(|name| match name {
                [name] => name_of(dialect, name),
                _ => None,
            })
            .collect();
    }
    let mut parser = Parser::new(dialect.parser()).try_with_sql(head.query()?).ok()?;
    let query = parser.parse_query().ok()?;
    let mut body = query.body.as_ref();
    let select = loop {
        match body {
            SetExpr::Select(select) => break select,
            SetExpr::Query(query) => body = query.body.as_ref(),
            // The first part gives the names.
            SetExpr::SetOperation { left, .. } => body = left.as_ref(),
            _ => return None,
        }
    };
    let items = select.projection.iter().map(|item| match item {
        SelectItem::ExprWithAlias { alias, .. } => Some(folded(dialect, alias)),
        SelectItem::UnnamedExpr(Expr::Identifier(name)) => Some(folded(dialect, name)),
        SelectItem::UnnamedExpr(Expr::CompoundIdentifier(names)) => names.last().map(|name| folded(dialect, name)),
        SelectItem::UnnamedExpr(Expr::Function(function)) if dialect.syntax().calls_name_columns => {
            let name = function.name.0.last()?.as_ident()?;
            Some(folded(dialect, name))
        }
        _ => None,
    });
    items.collect()
}

/// As the database keeps a name.
fn folded(dialect: &dyn Dialect, name: &Ident) -> String {
    if name.quote_style.is_some() || dialect.ignores_case() {
        name.value.clone()
    } else {
        name.value.to_lowercase()
    }
}

//! What the checks of a table ask of each of its columns, as far as their text says it plainly.
//!
//! A check is any SQL, so this is a guess: what was understood makes a good first value, what was not leaves literals to
//! be tried. The database decides.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, UnaryOperator, Value, Visit as _,
    Visitor,
};
use sqlparser::parser::Parser;

use crate::catalog::{Check, Column};
use crate::dialect::Dialect;

/// What is known of the values that a column may have.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Facts {
    /// It is one of these, as SQL.
    pub(super) one_of: Vec<String>,
    /// It is at least this.
    pub(super) least: Option<i64>,
    /// It is at most this.
    pub(super) most: Option<i64>,
    /// It has at least so many characters.
    pub(super) shortest: Option<usize>,
    /// It has at most so many characters.
    pub(super) longest: Option<usize>,
    /// Literals that it is compared with otherwise, as SQL.
    pub(super) literals: Vec<String>,
}

impl Facts {
    /// Takes in what another check says.
    pub(super) fn take(&mut self, other: &Self) {
        if self.one_of.is_empty() {
            self.one_of.clone_from(&other.one_of);
        } else if !other.one_of.is_empty() && self.one_of.iter().any(|value| other.one_of.contains(value)) {
            self.one_of.retain(|value| other.one_of.contains(value));
        }
        self.least = self.least.max(other.least);
        self.most = smaller(self.most, other.most);
        self.shortest = self.shortest.max(other.shortest);
        self.longest = smaller(self.longest, other.longest);
        self.literals.extend(other.literals.iter().cloned());
    }
}

/// A check, and the columns that it speaks of.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CheckFacts {
    /// Its name.
    pub(super) name: String,
    /// The columns that it mentions, in order.
    pub(super) columns: Vec<String>,
    /// What it says of each.
    pub(super) facts: BTreeMap<String, Facts>,
}

/// Reads a check of a table with these columns.
pub(super) fn read(check: &Check, columns: &[Column], dialect: &dyn Dialect) -> CheckFacts {
    let mut reader = Reader {
        columns,
        mentioned: BTreeSet::new(),
        facts: BTreeMap::new(),
    };
    let text = &check.expression.authored;
    let parsed = Parser::new(dialect.parser()).try_with_sql(text);
    if let Ok(expression) = parsed.and_then(|mut parser| parser.parse_expr()) {
        let _: ControlFlow<()> = expression.visit(&mut reader);
    }
    let mentioned = columns.iter().filter(|column| reader.mentioned.contains(&column.name));
    let mut mentioned: Vec<_> = mentioned.map(|column| column.name.clone()).collect();
    if mentioned.is_empty() {
        // The parser does not know it, or it says nothing of a column: any may matter.
        mentioned = columns.iter().map(|column| column.name.clone()).collect();
    }
    CheckFacts {
        name: check.name.clone(),
        columns: mentioned,
        facts: reader.facts,
    }
}

struct Reader<'a> {
    columns: &'a [Column],
    mentioned: BTreeSet<String>,
    facts: BTreeMap<String, Facts>,
}

/// What stands on one side of a comparison.
enum Side {
    /// The column itself.
    Value(String),
    /// How long it is.
    Length(String),
}

impl Visitor for Reader<'_> {
    type Break = ();

    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
        match expression {
            Expr::Identifier(name) => {
                if let Some(column) = self.column(name) {
                    self.mentioned.insert(column);
                }
            }
            Expr::BinaryOp { left, op, right } => {
                if let (Some(side), Some(literal)) = (self.side(left), literal(right)) {
                    self.compare(&side, op, literal);
                } else if let (Some(literal), Some(side)) = (literal(left), self.side(right))
                    && let Some(op) = mirrored(op)
                {
                    self.compare(&side, &op, literal);
                }
            }
            Expr::Between {
                expr,
                negated: false,
                low,
                high,
            } => {
                if let (Some(side), Some(low), Some(high)) = (self.side(expr), literal(low), literal(high)) {
                    self.compare(&side, &BinaryOperator::GtEq, low);
                    self.compare(&side, &BinaryOperator::LtEq, high);
                }
            }
            Expr::InList {
                expr,
                list,
                negated: false,
            } => {
                if let Some(Side::Value(column)) = self.side(expr) {
                    let values = list.iter().filter_map(literal).map(|literal| literal.sql);
                    self.facts.entry(column).or_default().one_of.extend(values);
                }
            }
            Expr::Like { expr, pattern, .. } | Expr::ILike { expr, pattern, .. } => {
                if let (Some(Side::Value(column)), Some(pattern)) = (self.side(expr), literal(pattern)) {
                    let text = pattern.sql.replace('%', "").replace('_', "x");
                    self.facts.entry(column).or_default().literals.push(text);
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

impl Reader<'_> {
    fn column(&self, name: &Ident) -> Option<String> {
        let same = |column: &&Column| match name.quote_style {
            Some(_) => column.name == name.value,
            None => column.name.eq_ignore_ascii_case(&name.value),
        };
        self.columns.iter().find(same).map(|column| column.name.clone())
    }

    fn side(&self, expression: &Expr) -> Option<Side> {
        match expression {
            Expr::Identifier(name) => self.column(name).map(Side::Value),
            Expr::Nested(inner) => self.side(inner),
            Expr::Cast { expr, .. } | Expr::Trim { expr, .. } => self.side(expr),
            Expr::Function(function) => {
                let name = function.name.to_string().to_lowercase();
                let FunctionArguments::List(list) = &function.args else {
                    return None;
                };
                let [FunctionArg::Unnamed(FunctionArgExpr::Expr(argument))] = list.args.as_slice() else {
                    return None;
                };
                let inner = self.side(argument)?;
                match (name.as_str(), inner) {
                    ("length" | "char_length" | "character_length" | "octet_length", Side::Value(column)) => {
                        Some(Side::Length(column))
                    }
                    ("lower" | "upper" | "trim" | "btrim", side) => Some(side),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn compare(&mut self, side: &Side, op: &BinaryOperator, literal: Literal) {
        let (Side::Value(column) | Side::Length(column)) = side;
        let facts = self.facts.entry(column.clone()).or_default();
        let (least, most) = match op {
            BinaryOperator::GtEq => (literal.up(0), None),
            BinaryOperator::Gt => (literal.up(1), None),
            BinaryOperator::LtEq => (None, literal.down(0)),
            BinaryOperator::Lt => (None, literal.down(1)),
            BinaryOperator::Eq => (literal.up(0), literal.down(0)),
            _ => (None, None),
        };
        match side {
            Side::Value(_) if *op == BinaryOperator::Eq => facts.one_of.push(literal.sql),
            Side::Value(_) => {
                facts.least = facts.least.max(least);
                facts.most = smaller(facts.most, most);
                if least.is_none() && most.is_none() && *op != BinaryOperator::NotEq {
                    facts.literals.push(literal.sql);
                }
            }
            Side::Length(_) => {
                let size = |bound: Option<i64>| bound.and_then(|bound| usize::try_from(bound).ok());
                facts.shortest = facts.shortest.max(size(least));
                facts.longest = smaller(facts.longest, size(most));
            }
        }
    }
}

fn smaller<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// A literal, as SQL and as a number where it is one.
struct Literal {
    sql: String,
    number: Option<f64>,
}

impl Literal {
    /// The least whole number that is not below it, or, with `more`, that is above it.
    fn up(&self, more: i64) -> Option<i64> {
        let number = self.number?;
        let whole = whole(number.ceil())?;
        Some(if whole_is(number) {
            whole.checked_add(more)?
        } else {
            whole
        })
    }

    /// The greatest whole number that is not above it, or, with `more`, that is below it.
    fn down(&self, more: i64) -> Option<i64> {
        let number = self.number?;
        let whole = whole(number.floor())?;
        Some(if whole_is(number) {
            whole.checked_sub(more)?
        } else {
            whole
        })
    }
}

fn whole_is(number: f64) -> bool {
    number.fract() == 0.0
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "what a float cannot say exactly is left out"
)]
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.abs() <= EXACT).then_some(number as i64)
}

fn literal(expression: &Expr) -> Option<Literal> {
    let number = |text: &str| text.parse::<f64>().ok();
    match expression {
        Expr::Value(value) => match &value.value {
            Value::Number(text, _) => Some(Literal {
                sql: text.clone(),
                number: number(text),
            }),
            Value::SingleQuotedString(_) | Value::Boolean(_) => Some(Literal {
                sql: expression.to_string(),
                number: None,
            }),
            _ => None,
        },
        Expr::UnaryOp {
            op: UnaryOperator::Minus,
            expr,
        } => literal(expr).map(|inner| Literal {
            sql: format!("-{}", inner.sql),
            number: inner.number.map(|number| -number),
        }),
        Expr::Nested(inner) => literal(inner),
        Expr::Cast { expr, .. } => literal(expr),
        _ => None,
    }
}

fn mirrored(op: &BinaryOperator) -> Option<BinaryOperator> {
    Some(match op {
        BinaryOperator::Gt => BinaryOperator::Lt,
        BinaryOperator::Lt => BinaryOperator::Gt,
        BinaryOperator::GtEq => BinaryOperator::LtEq,
        BinaryOperator::LtEq => BinaryOperator::GtEq,
        BinaryOperator::Eq => BinaryOperator::Eq,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{ColumnType, Expression, TypeName};
    use crate::dialect::DialectName;

    fn facts(text: &str) -> CheckFacts {
        let columns = ["age", "code"].map(|name| Column {
            name: name.to_owned(),
            key: None,
            r#type: ColumnType {
                r#type: TypeName::BuiltIn("text".to_owned()),
                array: false,
            },
            text_enum: None,
            form: None,
            nullable: false,
            default: None,
            identity: None,
            generated: None,
            collation: None,
            comment: None,
        });
        let check = Check {
            name: "check".to_owned(),
            expression: Expression::authored(text),
        };
        read(&check, &columns, DialectName::Postgres.dialect())
    }

    #[test]
    fn bounds_are_understood_from_either_side() {
        let found = facts("\"age\" >= 18 and 65 > age and length(code) between 3 and 5");
        assert_eq!(found.columns, ["age", "code"]);
        assert_eq!(
            (found.facts["age"].least, found.facts["age"].most),
            (Some(18), Some(64))
        );
        assert_eq!(
            (found.facts["code"].shortest, found.facts["code"].longest),
            (Some(3), Some(5))
        );
        assert_eq!(facts("age > 1.5").facts["age"].least, Some(2));
        assert_eq!(facts("age < -1").facts["age"].most, Some(-2));
    }

    #[test]
    fn lists_and_patterns_are_understood() {
        assert_eq!(facts("code in ('a', 'b')").facts["code"].one_of, ["'a'", "'b'"]);
        assert_eq!(facts("lower(code) = 'x'").facts["code"].one_of, ["'x'"]);
        assert_eq!(facts("code like 'ab%_'").facts["code"].literals, ["'abx'"]);
    }

    #[test]
    fn what_is_not_understood_says_nothing() {
        let found = facts("code ~ '^[a-z]+$' or age is null");
        assert_eq!(found.columns, ["age", "code"]);
        assert_eq!(facts("this is (no SQL").columns, ["age", "code"]);
    }
}

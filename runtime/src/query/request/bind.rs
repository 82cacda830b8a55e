//! From what a request says to a condition on a table.

use super::allow_list::{Field, Limits, Operator, refused, there_are};
use super::tree::Tree;
use super::value::value;
use crate::error::{Error, Result};
use crate::query::expression::{Case, Comparison, Expression};
use crate::query::pattern;
use crate::value::Datum;

/// A request while it is held to what it may ask for.
pub(super) struct Binding<'a> {
    fields: &'a [Field],
    limits: Limits,
    conditions: usize,
    depth: usize,
    /// Where in the request it stands.
    place: Vec<String>,
}

impl<'a> Binding<'a> {
    pub(super) fn new(fields: &'a [Field], limits: Limits) -> Self {
        Self {
            fields,
            limits,
            conditions: 0,
            depth: 0,
            place: Vec::new(),
        }
    }

    /// All of what stands in an object.
    pub(super) fn all(&mut self, object: &[(String, Tree)]) -> Result<Expression> {
        let mut parts = Vec::with_capacity(object.len());
        for (name, tree) in object {
            parts.push(self.at(name.clone(), |binding| binding.entry(name, tree))?);
        }
        Ok(together(parts))
    }

    /// Does something one step further.
    fn at<T>(&mut self, step: String, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.place.push(step);
        let outcome = work(self);
        self.place.pop();
        outcome
    }

    fn entry(&mut self, name: &str, tree: &Tree) -> Result<Expression> {
        match name {
            "and" => match tree {
                Tree::Fields(_) if tree.parts().is_none() => self.nested(tree),
                tree => self.several(tree).map(Expression::All),
            },
            "or" => self.several(tree).map(Expression::Any),
            "not" => Ok(Expression::Not(Box::new(self.nested(tree)?))),
            name => self.field(name, tree),
        }
    }

    /// A filter within the filter.
    fn nested(&mut self, tree: &Tree) -> Result<Expression> {
        let Tree::Fields(object) = tree else {
            return Err(self.refused(format!("must be an object of fields, not {}", tree.kind())));
        };
        if self.depth >= self.limits.depth {
            return Err(self.refused(format!("is nested too deep: at most {} levels", self.limits.depth)));
        }
        if object.is_empty() {
            return Err(self.refused("has no conditions".to_owned()));
        }
        self.depth += 1;
        let outcome = self.all(object);
        self.depth -= 1;
        outcome
    }

    /// A list of filters.
    fn several(&mut self, tree: &Tree) -> Result<Vec<Expression>> {
        let Some(parts) = tree.parts() else {
            return Err(self.refused(format!("must be a list of filters, not {}", tree.kind())));
        };
        if parts.is_empty() {
            return Err(self.refused("has no filters".to_owned()));
        }
        let filters = parts.into_iter().enumerate();
        filters
            .map(|(number, part)| self.at(format!("[{number}]"), |binding| binding.nested(part)))
            .collect()
    }

    fn field(&mut self, name: &str, tree: &Tree) -> Result<Expression> {
        let fields = self.fields;
        let Some(field) = fields.iter().find(|field| field.name == name) else {
            let names = there_are(fields.iter().map(|field| field.name));
            return Err(self.refused(format!("cannot be filtered by: {names}")));
        };
        match tree {
            tree if tree.parts().is_some() => self.condition(field, Operator::In, tree),
            Tree::Fields(operators) => {
                if operators.is_empty() {
                    return Err(self.refused(format!("has no operator: {}", operators_of(field))));
                }
                let mut parts = Vec::with_capacity(operators.len());
                for (name, tree) in operators {
                    let condition = |binding: &mut Self| {
                        let operator = Operator::named(name).filter(|operator| field.operators.contains(operator));
                        let operator = operator.ok_or_else(|| binding.no_operator(field))?;
                        binding.condition(field, operator, tree)
                    };
                    parts.push(self.at(name.clone(), condition)?);
                }
                Ok(together(parts))
            }
            tree => self.condition(field, Operator::Eq, tree),
        }
    }

    fn condition(&mut self, field: &Field, operator: Operator, tree: &Tree) -> Result<Expression> {
        self.conditions += 1;
        if self.conditions > self.limits.conditions {
            let most = self.limits.conditions;
            return Err(self.refused(format!("is a condition too many: at most {most}")));
        }
        if !field.operators.contains(&operator) {
            return Err(self.refused(format!(
                "cannot be asked for `{}`: {}",
                operator.name(),
                operators_of(field)
            )));
        }
        let column = || Box::new(field.column.clone());
        let comparison = match operator {
            Operator::Eq if *tree == Tree::Null => return self.missing(field),
            Operator::Ne if *tree == Tree::Null => return Ok(not(self.missing(field)?)),
            Operator::IsNull => {
                let missing = self.missing(field)?;
                return Ok(if self.truth(tree)? { missing } else { not(missing) });
            }
            Operator::In => return Ok(Expression::In(column(), self.list(field, tree)?)),
            Operator::NotIn => return Ok(not(Expression::In(column(), self.list(field, tree)?))),
            Operator::Contains | Operator::StartsWith | Operator::EndsWith => {
                let text = pattern::escaped(self.text(field, tree)?);
                let pattern = match operator {
                    Operator::Contains => format!("%{text}%"),
                    Operator::StartsWith => format!("{text}%"),
                    _ => format!("%{text}"),
                };
                return Ok(Expression::Like(column(), Case::Matters, pattern));
            }
            Operator::Eq => Comparison::Equal,
            Operator::Ne => Comparison::Unequal,
            Operator::Lt => Comparison::Less,
            Operator::Le => Comparison::LessOrEqual,
            Operator::Gt => Comparison::Greater,
            Operator::Ge => Comparison::GreaterOrEqual,
        };
        let value = Expression::Value(self.value(field, tree)?, field.postgres_type);
        Ok(Expression::Compare(column(), comparison, Box::new(value)))
    }

    fn missing(&self, field: &Field) -> Result<Expression> {
        if field.nullable {
            Ok(Expression::IsNull(Box::new(field.column.clone())))
        } else {
            Err(self.refused("is never null".to_owned()))
        }
    }

    fn truth(&self, tree: &Tree) -> Result<bool> {
        match tree {
            Tree::Boolean(value) => Ok(*value),
            Tree::Text(text) if text == "true" => Ok(true),
            Tree::Text(text) if text == "false" => Ok(false),
            _ => Err(self.refused("must be `true` or `false`".to_owned())),
        }
    }

    /// Several values; one alone, as a query string has it, is a list of one.
    fn list(&mut self, field: &Field, tree: &Tree) -> Result<Vec<Datum<'static>>> {
        let Some(parts) = tree.parts() else {
            return match tree {
                Tree::Fields(_) | Tree::Null => {
                    Err(self.refused(format!("must be a list of values, not {}", tree.kind())))
                }
                tree => Ok(vec![self.value(field, tree)?]),
            };
        };
        if parts.len() > self.limits.values {
            return Err(self.refused(format!("has too many values: at most {}", self.limits.values)));
        }
        let values = parts.into_iter().enumerate();
        values
            .map(|(number, part)| self.at(format!("[{number}]"), |binding| binding.value(field, part)))
            .collect()
    }

    fn text<'t>(&self, field: &Field, tree: &'t Tree) -> Result<&'t str> {
        self.value(field, tree)?;
        match tree {
            Tree::Text(text) => Ok(text),
            tree => Err(self.refused(format!("must be text, not {}", tree.kind()))),
        }
    }

    fn value(&self, field: &Field, tree: &Tree) -> Result<Datum<'static>> {
        if let Tree::Text(text) = tree {
            let most = self.limits.characters;
            if text.chars().nth(most).is_some() {
                return Err(self.refused(format!("is too long: at most {most} characters")));
            }
        }
        value(tree, field.read)
            .map_err(|error| self.refused(format!("must be {}, not {}", error.expected, error.found)))
    }

    fn no_operator(&self, field: &Field) -> Error {
        self.refused(format!("is no operator of `{}`: {}", field.name, operators_of(field)))
    }

    fn refused(&self, reason: String) -> Error {
        let mut place = String::new();
        for step in &self.place {
            if !place.is_empty() && !step.starts_with('[') {
                place.push('.');
            }
            place.push_str(step);
        }
        refused(&place, reason)
    }
}

fn operators_of(field: &Field) -> String {
    there_are(field.operators.iter().map(|operator| operator.name()))
}

fn not(expression: Expression) -> Expression {
    Expression::Not(Box::new(expression))
}

/// All of them; one stands for itself, and where there is none, every row meets it.
fn together(mut parts: Vec<Expression>) -> Expression {
    match (parts.pop(), parts.is_empty()) {
        (None, _) => Expression::Constant(true),
        (Some(only), true) => only,
        (Some(last), false) => {
            parts.push(last);
            Expression::All(parts)
        }
    }
}

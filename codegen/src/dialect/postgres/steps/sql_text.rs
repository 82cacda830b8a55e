//! Names, types and definitions as final, quoted text.

use std::collections::BTreeSet;
use std::fmt::Write;

use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::tokenizer::{Token, Tokenizer};

use crate::catalog::{
    Action, Check, Column, ColumnType, Deferrable, Expression, ForeignKey, Identity, IndexKey, IndexPart, Nulls,
    ObjectName, Partition, PartitionKey, PrimaryKey, TypeName, Unique,
};
use crate::dialect::Dialect;
use crate::dialect::postgres::{Postgres, built_in};

/// A name in quotes.
pub(in crate::dialect::postgres) fn identifier(name: &str) -> String {
    Postgres.quote_identifier(name)
}

/// Text as a literal.
pub(super) fn text(text: &str) -> String {
    Postgres.quote_text(text)
}

/// The name of a table or type, with its namespace where it has one.
pub(in crate::dialect::postgres) fn object_name(name: &ObjectName) -> String {
    match &name.namespace {
        Some(namespace) => format!("{}.{}", identifier(namespace), identifier(&name.name)),
        None => identifier(&name.name),
    }
}

/// The name of an enum: with its namespace also where PostgreSQL has a type of that name itself.
pub(in crate::dialect::postgres) fn type_name(name: &ObjectName) -> String {
    let text = object_name(name);
    if name.namespace.is_none() && built_in::hides(&name.name) {
        format!("{}.{text}", identifier(built_in::DEFAULT_NAMESPACE))
    } else {
        text
    }
}

/// The name of an index, which lives in the namespace of its table.
pub(super) fn index_name(table: &ObjectName, name: &str) -> String {
    match &table.namespace {
        Some(namespace) => format!("{}.{}", identifier(namespace), identifier(name)),
        None => identifier(name),
    }
}

/// Names with commas between.
pub(super) fn identifiers(names: &[String]) -> String {
    join(names.iter().map(|name| identifier(name)))
}

fn join(parts: impl IntoIterator<Item = String>) -> String {
    let mut joined = String::new();
    for part in parts {
        if !joined.is_empty() {
            joined.push_str(", ");
        }
        joined.push_str(&part);
    }
    joined
}

/// Names of tables with commas between.
pub(super) fn object_names(names: &[ObjectName]) -> String {
    join(names.iter().map(object_name))
}

/// A type.
pub(super) fn column_type(column_type: &ColumnType) -> String {
    let mut text = match &column_type.r#type {
        TypeName::BuiltIn(name) => name.clone(),
        TypeName::Enum(name) => type_name(name),
    };
    if column_type.array {
        text.push_str("[]");
    }
    text
}

/// An expression between brackets. A comment at its end would take the closing one with it, hence the line break.
pub(super) fn bracketed(expression: &Expression) -> String {
    let text = expression.authored.trim();
    let end = if text.contains("--") { "\n" } else { "" };
    format!("({text}{end})")
}

/// An expression as a default. The grammar takes no operators like `AND` or `IN` there unless bracketed (`b_expr` in
/// PostgreSQL's grammar), and the server drops brackets that say nothing.
pub(super) fn default(expression: &Expression) -> String {
    let text = expression.authored.trim();
    if is_one_term(text) {
        text.to_owned()
    } else {
        bracketed(expression)
    }
}

/// Whether there is no white space outside quotes and brackets.
fn is_one_term(text: &str) -> bool {
    let (mut quote, mut depth) = (None, 0_u32);
    for c in text.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (None, c) if depth == 0 && c.is_whitespace() => return false,
            _ => {}
        }
    }
    !text.contains("--")
}

/// A column as CREATE TABLE and ADD COLUMN take it.
pub(super) fn column(column: &Column) -> String {
    let mut definition = format!("{} {}", identifier(&column.name), column_type(&column.r#type));
    if let Some(collation) = &column.collation {
        write_to(&mut definition, format_args!(" COLLATE {}", identifier(collation)));
    }
    if let Some(generated) = &column.generated {
        let kind = if generated.stored { "STORED" } else { "VIRTUAL" };
        let expression = bracketed(&generated.expression);
        write_to(
            &mut definition,
            format_args!(" GENERATED ALWAYS AS {expression} {kind}"),
        );
    }
    if let Some(kind) = column.identity {
        write_to(
            &mut definition,
            format_args!(" GENERATED {} AS IDENTITY", identity(kind)),
        );
    }
    if let Some(expression) = &column.default {
        write_to(&mut definition, format_args!(" DEFAULT {}", default(expression)));
    }
    if !column.nullable {
        definition.push_str(" NOT NULL");
    }
    definition
}

/// `ALWAYS` or `BY DEFAULT`.
pub(super) const fn identity(identity: Identity) -> &'static str {
    match identity {
        Identity::Always => "ALWAYS",
        Identity::ByDefault => "BY DEFAULT",
    }
}

/// A primary key without its name.
pub(super) fn primary_key(key: &PrimaryKey) -> String {
    format!("PRIMARY KEY ({})", identifiers(&key.columns))
}

/// A unique constraint without its name.
pub(super) fn unique(unique: &Unique) -> String {
    let nulls = if unique.nulls_not_distinct {
        " NULLS NOT DISTINCT"
    } else {
        ""
    };
    format!(
        "UNIQUE{nulls} ({}){}",
        identifiers(&unique.columns),
        deferrable(unique.deferrable)
    )
}

/// A check without its name.
pub(super) fn check(check: &Check) -> String {
    format!("CHECK {}", bracketed(&check.expression))
}

/// A foreign key without its name.
pub(super) fn foreign_key(key: &ForeignKey) -> String {
    format!(
        "FOREIGN KEY ({}) REFERENCES {} ({}){}{}{}",
        identifiers(&key.columns),
        object_name(&key.references),
        identifiers(&key.referenced_columns),
        action("ON DELETE", key.on_delete),
        action("ON UPDATE", key.on_update),
        deferrable(key.deferrable),
    )
}

fn action(event: &str, action: Action) -> String {
    let action = match action {
        Action::NoAction => return String::new(),
        Action::Restrict => "RESTRICT",
        Action::Cascade => "CASCADE",
        Action::SetNull => "SET NULL",
        Action::SetDefault => "SET DEFAULT",
    };
    format!(" {event} {action}")
}

pub(super) const fn deferrable(deferrable: Option<Deferrable>) -> &'static str {
    match deferrable {
        None => "",
        Some(Deferrable::InitiallyImmediate) => " DEFERRABLE INITIALLY IMMEDIATE",
        Some(Deferrable::InitiallyDeferred) => " DEFERRABLE INITIALLY DEFERRED",
    }
}

/// `RANGE (…)`, `LIST (…)`, `HASH (…)`.
pub(super) fn partition_key(key: &PartitionKey) -> String {
    format!("{} ({})", key.by.sql(), index_parts(&key.parts))
}

/// Which rows a partition holds, as CREATE TABLE and ATTACH PARTITION take it.
pub(super) fn bound(partition: &Partition) -> String {
    let text = partition.bound.trim();
    if text.eq_ignore_ascii_case("default") {
        "DEFAULT".to_owned()
    } else {
        format!("FOR VALUES {text}")
    }
}

/// The parts of an index, or of a partition key, with commas between.
pub(super) fn index_parts(parts: &[IndexPart]) -> String {
    join(parts.iter().map(|part| {
        let mut text = match &part.key {
            IndexKey::Column(name) => identifier(name),
            IndexKey::Expression(expression) => bracketed(expression),
        };
        if let Some(collation) = &part.collation {
            write_to(&mut text, format_args!(" COLLATE {}", identifier(collation)));
        }
        if let Some(opclass) = &part.opclass {
            // Left bare where it can be: sqlparser reads no quoted operator class.
            let plain = opclass
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'.'));
            let opclass = if plain { opclass.clone() } else { identifier(opclass) };
            write_to(&mut text, format_args!(" {opclass}"));
        }
        if part.descending {
            text.push_str(" DESC");
        }
        match part.nulls {
            Some(Nulls::First) => text.push_str(" NULLS FIRST"),
            Some(Nulls::Last) => text.push_str(" NULLS LAST"),
            None => {}
        }
        text
    }))
}

fn write_to(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    text.write_fmt(arguments).expect("writing to a String cannot fail");
}

/// The names that an expression may mean columns by: every word in it, as PostgreSQL folds it. More than its columns,
/// never fewer.
pub(super) fn words(expression: &str) -> BTreeSet<String> {
    let Ok(tokens) = Tokenizer::new(&PostgreSqlDialect {}, expression).tokenize() else {
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let words = expression.split(|c| !is_part(c)).filter(|word| !word.is_empty());
        return words.flat_map(|word| [word.to_owned(), word.to_lowercase()]).collect();
    };
    tokens
        .into_iter()
        .filter_map(|token| match token {
            Token::Word(word) if word.quote_style.is_some() => Some(word.value),
            Token::Word(word) => Some(word.value.to_lowercase()),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_bracketed_only_where_they_must_be() {
        let of = |text: &str| default(&Expression::authored(text));
        assert_eq!(of("0"), "0");
        assert_eq!(of("'a b'::text"), "'a b'::text");
        assert_eq!(of("coalesce(a, b)"), "coalesce(a, b)");
        assert_eq!(of("now() + interval '1 day'"), "(now() + interval '1 day')");
        assert_eq!(of("1 -- one"), "(1 -- one\n)");
    }

    #[test]
    fn words_are_folded_unless_quoted() {
        let found = words(r#"lower(Name) > 'title' AND "Age" > 1"#);
        assert!(found.contains("name") && found.contains("Age"));
        assert!(!found.contains("title") && !found.contains("age"));
    }
}

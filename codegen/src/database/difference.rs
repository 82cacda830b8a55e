//! How what a database holds differs from what it should hold.

use std::collections::BTreeMap;
use std::fmt::{Debug, Display};

use crate::catalog::{
    Catalog, Check, Column, Expression, ForeignKey, Generated, Index, IndexKey, IndexPart, ObjectName, Table, TypeName,
    Unique,
};

/// What differs between a live catalog and the expected one, a line each, in a stable order; none when they are equal.
///
/// Both have been read back from the same server, so that expressions are in its own form. What no database keeps is not
/// compared: the order of columns, logical keys, and which text columns stand for an enum.
///
/// ```
/// use codegen::catalog::{Catalog, ObjectName};
/// use codegen::database::differences;
/// use codegen::dialect::DialectName;
///
/// let expected = Catalog::empty(DialectName::Postgres);
/// let mut live = expected.clone();
/// live.namespaces.insert("sales".into(), None);
/// assert_eq!(differences(&live, &expected), ["namespace sales: is in the database, and should not be"]);
/// ```
pub fn differences(live: &Catalog, expected: &Catalog) -> Vec<String> {
    report(live, expected).lines
}

/// Whether an expression is not the same on both sides, where both have one.
pub(super) fn have_differing_expressions(live: &Catalog, expected: &Catalog) -> bool {
    report(live, expected).has_differing_expressions
}

fn report(live: &Catalog, expected: &Catalog) -> Report {
    let mut report = Report::default();
    report.objects(
        "namespace",
        &live.namespaces,
        &expected.namespaces,
        |report, live, expected| {
            report.value("comment", live, expected);
        },
    );
    let native = |catalog: &Catalog| -> BTreeMap<ObjectName, _> {
        let enums = catalog.enums.iter().filter(|(_, object)| object.native);
        enums.map(|(name, object)| (name.clone(), object.clone())).collect()
    };
    report.objects("enum", &native(live), &native(expected), |report, live, expected| {
        report.value("values", &live.values, &expected.values);
        report.value("comment", &live.comment, &expected.comment);
    });
    report.objects("table", &live.tables, &expected.tables, table);
    let by_text = |catalog: &Catalog| -> BTreeMap<String, _> {
        let objects = catalog.objects.values();
        objects.map(|object| (object.id.to_string(), object.clone())).collect()
    };
    report.objects("the", &by_text(live), &by_text(expected), |report, live, expected| {
        report.has_differing_expressions |= live.make != expected.make;
        report.value("SQL", &live.make, &expected.make);
    });
    report
}

#[derive(Default)]
struct Report {
    /// Where we are: `table user: column email`.
    path: Vec<String>,
    lines: Vec<String>,
    has_differing_expressions: bool,
}

impl Report {
    fn say(&mut self, text: &str) {
        self.lines.push(format!("{}: {text}", self.path.join(": ")));
    }

    fn value<T: PartialEq + Debug>(&mut self, what: &str, live: &T, expected: &T) {
        if live != expected {
            self.say(&format!("{what} is {live:?}, and should be {expected:?}"));
        }
    }

    fn expression(&mut self, what: &str, live: Option<&Expression>, expected: Option<&Expression>) {
        let (live, expected) = (live.map(text), expected.map(text));
        self.has_differing_expressions |= live.is_some() && expected.is_some() && live != expected;
        self.value(what, &live, &expected);
    }

    /// Objects by name: those on one side only, then what differs in those on both.
    fn objects<K: Ord + Display, T>(
        &mut self,
        kind: &str,
        live: &BTreeMap<K, T>,
        expected: &BTreeMap<K, T>,
        compare: impl Fn(&mut Self, &T, &T),
    ) {
        for (name, object) in live {
            self.path.push(format!("{kind} {name}"));
            match expected.get(name) {
                Some(expected) => compare(self, object, expected),
                None => self.say("is in the database, and should not be"),
            }
            self.path.pop();
        }
        for name in expected.keys().filter(|name| !live.contains_key(name)) {
            self.path.push(format!("{kind} {name}"));
            self.say("is not in the database, and should be");
            self.path.pop();
        }
    }

    fn listed<T>(
        &mut self,
        kind: &str,
        (live, expected): (&[T], &[T]),
        name: impl Fn(&T) -> &str,
        compare: impl Fn(&mut Self, &T, &T),
    ) {
        let live: BTreeMap<&str, &T> = live.iter().map(|object| (name(object), object)).collect();
        let expected: BTreeMap<&str, &T> = expected.iter().map(|object| (name(object), object)).collect();
        self.objects(kind, &live, &expected, |report, live, expected| {
            compare(report, live, expected);
        });
    }
}

/// The server's form where there is one.
fn text(expression: &Expression) -> &str {
    expression.canonical.as_deref().unwrap_or(&expression.authored)
}

fn table(report: &mut Report, live: &Table, expected: &Table) {
    report.value("comment", &live.comment, &expected.comment);
    report.value("strict", &live.strict, &expected.strict);
    report.value("without rowid", &live.without_rowid, &expected.without_rowid);
    report.value("partition of", &live.partition_of, &expected.partition_of);
    report.value("inherits", &live.inherits, &expected.inherits);
    let by = |table: &Table| table.partition_key.as_ref().map(|key| key.by);
    report.value("partitioned by", &by(live), &by(expected));
    let dealt = |table: &Table| -> Vec<String> {
        let parts = table.partition_key.iter().flat_map(|key| &key.parts);
        parts.map(part).collect()
    };
    report.value("partition key", &dealt(live), &dealt(expected));
    report.listed(
        "column",
        (&live.columns, &expected.columns),
        |column| &column.name,
        column,
    );
    report.value("primary key", &live.primary_key, &expected.primary_key);
    report.listed(
        "unique",
        (&live.uniques, &expected.uniques),
        |unique| &unique.name,
        unique,
    );
    report.listed("check", (&live.checks, &expected.checks), |check| &check.name, check);
    let foreign_keys = (live.foreign_keys.as_slice(), expected.foreign_keys.as_slice());
    report.listed("foreign key", foreign_keys, |key| &key.name, foreign_key);
    report.listed("index", (&live.indexes, &expected.indexes), |index| &index.name, index);
}

fn column(report: &mut Report, live: &Column, expected: &Column) {
    report.value("type", &spelled(live), &spelled(expected));
    report.value("nullable", &live.nullable, &expected.nullable);
    report.expression("default", live.default.as_ref(), expected.default.as_ref());
    report.value("identity", &live.identity, &expected.identity);
    let rule = |column: &Column| column.generated.as_ref().map(|Generated { stored, .. }| *stored);
    report.value("stored", &rule(live), &rule(expected));
    let rule = |column: &'_ Column| column.generated.as_ref().map(|generated| generated.expression.clone());
    report.expression("generated", rule(live).as_ref(), rule(expected).as_ref());
    report.value("collation", &live.collation, &expected.collation);
    report.value("comment", &live.comment, &expected.comment);
}

fn spelled(column: &Column) -> String {
    let name = match &column.r#type.r#type {
        TypeName::BuiltIn(name) => name.clone(),
        TypeName::Enum(name) => name.to_string(),
    };
    if column.r#type.array { format!("{name}[]") } else { name }
}

fn unique(report: &mut Report, live: &Unique, expected: &Unique) {
    report.value("columns", &live.columns, &expected.columns);
    report.value(
        "nulls not distinct",
        &live.nulls_not_distinct,
        &expected.nulls_not_distinct,
    );
    report.value("deferrable", &live.deferrable, &expected.deferrable);
}

fn check(report: &mut Report, live: &Check, expected: &Check) {
    report.expression("expression", Some(&live.expression), Some(&expected.expression));
}

fn foreign_key(report: &mut Report, live: &ForeignKey, expected: &ForeignKey) {
    report.value("columns", &live.columns, &expected.columns);
    report.value("references", &live.references, &expected.references);
    report.value(
        "referenced columns",
        &live.referenced_columns,
        &expected.referenced_columns,
    );
    report.value("on delete", &live.on_delete, &expected.on_delete);
    report.value("on update", &live.on_update, &expected.on_update);
    report.value("deferrable", &live.deferrable, &expected.deferrable);
}

fn index(report: &mut Report, live: &Index, expected: &Index) {
    let parts = |index: &Index| index.parts.iter().map(part).collect::<Vec<_>>();
    report.value("parts", &parts(live), &parts(expected));
    let has_expression = |index: &Index| {
        index
            .parts
            .iter()
            .any(|part| matches!(part.key, IndexKey::Expression(_)))
    };
    report.has_differing_expressions |=
        has_expression(live) && has_expression(expected) && parts(live) != parts(expected);
    report.value("unique", &live.unique, &expected.unique);
    report.value(
        "nulls not distinct",
        &live.nulls_not_distinct,
        &expected.nulls_not_distinct,
    );
    report.value("method", &live.method, &expected.method);
    report.value("include", &live.include, &expected.include);
    report.expression("predicate", live.predicate.as_ref(), expected.predicate.as_ref());
}

/// A part in one line, for comparing and for showing.
fn part(part: &IndexPart) -> String {
    let key = match &part.key {
        IndexKey::Column(name) => format!("\"{name}\""),
        IndexKey::Expression(expression) => format!("({})", text(expression)),
    };
    let collation = part.collation.as_ref().map(|name| format!("collate {name}"));
    let order = part.descending.then(|| "desc".to_owned());
    let nulls = part.nulls.map(|nulls| format!("nulls {nulls:?}").to_lowercase());
    let words = [Some(key), collation, part.opclass.clone(), order, nulls];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

//! One case, on both databases.

use std::collections::BTreeMap;

use codegen::catalog::{Catalog, Pair};
use codegen::plan::{Effect, Step};
use tablesmith::migrate::{MigrateError, Report};

use super::Case;
use super::report;
use crate::proof::{Bench, Folder, Kept, New, Refused, Side, Stage, kept};
use crate::rows;

/// How many rows are made up.
const ROWS: usize = 3;

/// All rows, by table.
pub(super) type Rows = Vec<(String, Vec<String>)>;

/// The files that come of a case.
pub(super) fn run(case: &Case, benches: &mut [Bench]) -> Result<BTreeMap<String, String>, String> {
    let read = |file: &str| case.text(file).ok_or(format!("{file} is not there"));
    let (before, after) = (read("before.toml")?, read("after.toml")?);
    let back = case.text("back.toml").unwrap_or_else(|| before.clone());

    let folder = Folder::new();
    let mut text = String::new();
    let mut files = BTreeMap::new();
    let other = |refused| match refused {
        Refused::MissingUsings(told) | Refused::Other(told) => told,
    };
    let start = folder
        .generate(&before)
        .map_err(|refused| format!("before: {}", other(refused)))?;
    let next = match folder.generate(&after) {
        Ok(next) => next,
        Err(Refused::MissingUsings(told)) => {
            files.insert("expected.txt".to_owned(), format!("refused: {told}\n"));
            return Ok(files);
        }
        Err(Refused::Other(told)) => return Err(format!("after: {told}")),
    };
    let back = match folder.generate(&back) {
        Ok(back) => Ok(back),
        Err(Refused::MissingUsings(told)) => Err(told),
        Err(Refused::Other(told)) => return Err(format!("back: {told}")),
    };
    report::asked(&mut text, "", &next.asked);
    match &back {
        Ok(back) => report::asked(&mut text, "the other way: ", &back.asked),
        Err(told) => text.push_str(&format!("the other way: refused: {told}\n")),
    }
    for bench in benches {
        let dialect = bench.dialect;
        let Some(side) = start.sides.get(&dialect) else {
            continue;
        };
        let Some(new) = &next.sides[&dialect].new else {
            text.push_str(&format!("\n{dialect}: nothing to do\n"));
            continue;
        };
        files.insert(format!("expected.{dialect}.sql"), new.proposed.up.clone());
        let mut proof = Proof {
            bench,
            case,
            text: String::new(),
            by_hand: Vec::new(),
            start: side,
            next: &next.sides[&dialect],
        };
        proof
            .run(new, back.as_ref().ok())
            .map_err(|told| format!("{dialect}: {told}"))?;
        text.push_str(&format!("\n{dialect}\n{}", proof.text));
    }
    files.insert("expected.txt".to_owned(), text.trim_start().to_owned());
    Ok(files)
}

/// A case on one database.
struct Proof<'a> {
    bench: &'a mut Bench,
    case: &'a Case,
    text: String,
    /// What the rows' script made beside rows, which every way leaves alone.
    by_hand: Vec<String>,
    start: &'a Side,
    next: &'a Side,
}

impl Proof<'_> {
    fn run(&mut self, new: &New, back: Option<&Stage>) -> Result<(), String> {
        self.bench.begin();
        self.bench
            .up(&self.start.history, 1)
            .map_err(|error| format!("before: {error}"))?;
        let before = self.bench.canonical(&self.start.catalog);
        let after = self.bench.canonical(&self.next.catalog);
        self.is("before", &before)?;
        self.load()?;
        self.by_hand = self.bench.differences(&before);
        let rows = self.bench.all_rows(&before);
        report::changes(&mut self.text, new);
        report::start(&mut self.text, &rows, &self.start.catalog);

        let kept = kept(self.pair(), &new.changes);
        let values = self.values(&kept, |kept| &kept.before);
        let history = &self.next.history;
        let up = self.bench.up(history, 1);
        if !self.done("up", up, &before, &rows)? {
            return Ok(());
        }
        self.is("up", &after)?;
        self.keeps("up", &kept, &values, |kept| &kept.after)?;
        let again = self
            .bench
            .up(history, 1)
            .map_err(|error| format!("up again: {error}"))?;
        if !again.migrations.is_empty() {
            return Err("up again found something to do".to_owned());
        }
        let up_rows = self.bench.all_rows(&after);
        report::rows(&mut self.text, "up", &rows, &up_rows, &self.next.catalog);

        let down = self.bench.down(history);
        if self.done("down", down, &after, &up_rows)? {
            self.is("down", &before)?;
            self.keeps("down", &kept, &values, |kept| &kept.before)?;
            let down_rows = self.bench.all_rows(&before);
            report::rows(&mut self.text, "down", &rows, &down_rows, &self.start.catalog);
            if down_rows != rows && new.down.steps.iter().all(is_lossless) {
                return Err(format!(
                    "every step down is labelled lossless, and up and down made\n{rows:?}\ninto\n{down_rows:?}"
                ));
            }
            let up = self.bench.up(history, 1);
            if !self.done("up again", up, &before, &down_rows)? {
                return Ok(());
            }
            self.is("up again", &after)?;
            self.keeps("up again", &kept, &values, |kept| &kept.after)?;
        }
        match back {
            Some(back) => self.the_other_way(&after, &back.sides[&self.bench.dialect]),
            None => Ok(()),
        }
    }

    /// From the schema after to the one before, as an edit; and back from that.
    fn the_other_way(&mut self, after: &Catalog, back: &Side) -> Result<(), String> {
        let Some(new) = &back.new else {
            // The names are the same, though other things have them now; or the database knows no difference.
            self.text.push_str("the other way: nothing to do\n");
            let before = self.bench.canonical(&self.start.catalog);
            return self.is("the other way", &before);
        };
        let before = self.bench.canonical(&back.catalog);
        let pair = Pair {
            previous: &self.next.catalog,
            next: &back.catalog,
        };
        let kept = kept(pair, &new.changes);
        let rows = self.bench.all_rows(after);
        let values = self.values(&kept, |kept| &kept.before);
        let up = self.bench.up(&back.history, 1);
        if !self.done("the other way", up, after, &rows)? {
            return Ok(());
        }
        self.is("the other way", &before)?;
        self.keeps("the other way", &kept, &values, |kept| &kept.after)?;
        let reached = self.bench.all_rows(&before);
        let down = self.bench.down(&back.history);
        if self.done("the other way, down", down, &before, &reached)? {
            self.is("the other way, down", after)?;
            self.keeps("the other way, down", &kept, &values, |kept| &kept.before)?;
        }
        Ok(())
    }

    fn pair(&self) -> Pair<&Catalog> {
        Pair {
            previous: &self.start.catalog,
            next: &self.next.catalog,
        }
    }

    fn load(&self) -> Result<(), String> {
        let own = format!("rows.{}.sql", self.bench.dialect);
        let own = self.case.text(&own).or_else(|| self.case.text("rows.sql"));
        if let Some(script) = own {
            return self.bench.script(&script).map_err(|error| format!("rows: {error}"));
        }
        let rows = rows::inserts(&self.start.catalog, ROWS);
        if !rows.is_empty() {
            self.bench.load(&rows);
        }
        Ok(())
    }

    /// Whether it went through. What did not has left everything as it was.
    fn done(
        &mut self,
        way: &str,
        result: Result<Report, MigrateError>,
        catalog: &Catalog,
        rows: &Rows,
    ) -> Result<bool, String> {
        match result {
            Ok(report) if report.migrations.len() == 1 => Ok(true),
            Ok(_) => Err(format!("{way} found nothing to do")),
            Err(error) => {
                self.text
                    .push_str(&format!("{way}: refused: {}\n", report::refusal(&error)));
                self.is(&format!("{way}, refused ({error})"), catalog)?;
                let found = self.bench.all_rows(catalog);
                if found == *rows {
                    Ok(false)
                } else {
                    Err(format!("{way}, refused ({error}), made\n{rows:?}\ninto\n{found:?}"))
                }
            }
        }
    }

    fn is(&mut self, way: &str, expected: &Catalog) -> Result<(), String> {
        let mut found = self.bench.differences(expected);
        let gone: Vec<_> = self.by_hand.iter().filter(|made| !found.contains(*made)).collect();
        let gone: Vec<_> = gone.into_iter().map(|made| format!("not any more: {made}")).collect();
        found.retain(|found| !self.by_hand.contains(found));
        found.extend(gone);
        if found.is_empty() {
            Ok(())
        } else {
            Err(format!("{way}:\n{}", found.join("\n")))
        }
    }

    fn values(&self, kept: &[Kept], place: impl Fn(&Kept) -> &(String, Vec<String>)) -> Vec<Vec<String>> {
        kept.iter()
            .map(|kept| {
                let (table, columns) = place(kept);
                self.bench.rows(table, columns)
            })
            .collect()
    }

    fn keeps(
        &self,
        way: &str,
        kept: &[Kept],
        values: &[Vec<String>],
        place: impl Fn(&Kept) -> &(String, Vec<String>),
    ) -> Result<(), String> {
        for (kept, values) in kept.iter().zip(values) {
            let (table, columns) = place(kept);
            let found = self.bench.rows(table, columns);
            if found != *values {
                return Err(format!(
                    "{way}: {table} ({columns:?}) had\n{values:?}\nand has\n{found:?}"
                ));
            }
        }
        Ok(())
    }
}

fn is_lossless(step: &Step) -> bool {
    step.effect == Effect::Lossless
}

//! Random rows and random queries: the databases answer as plain iterators do, which know SQL's three values of truth.
//!
//! `TABLESMITH_CASES` says how many cases (100), `PROPTEST_RNG_SEED` which (1 unless set).

mod builder;
mod choices;
mod condition;
mod ctes;
mod data;
mod pages;
mod plan;
mod relations;
mod sets;
mod shapes;
mod subqueries;

use std::cmp::Ordering;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use tablesmith::Db;
use testing::postgres::Server;

use choices::Choices;
use data::{Data, Row, Table};
use plan::{Plan, Task, sorted};
use shapes::Shape;

#[test]
fn postgres() {
    let database = Server::shared().database();
    on_a_wide_stack(|| run(database.url(), data::POSTGRES));
}

#[test]
fn sqlite() {
    on_a_wide_stack(|| run("sqlite::memory:", data::SQLITE));
}

/// Without optimisation, a function that has a query of every shape takes more of the stack than a test is given.
fn on_a_wide_stack(test: impl FnOnce() + Send) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(64 << 20);
        let test = thread.spawn_scoped(scope, test).expect("a thread");
        if let Err(panic) = test.join() {
            std::panic::resume_unwind(panic);
        }
    });
}

fn run(url: &str, tables: &str) {
    let number = |name: &str| -> Option<u32> { std::env::var(name).ok()?.parse().ok() };
    let config = Config {
        cases: number("TABLESMITH_CASES").unwrap_or(100),
        rng_seed: RngSeed::Fixed(number("PROPTEST_RNG_SEED").unwrap_or(1).into()),
        failure_persistence: None,
        max_shrink_iters: 10_000,
        ..Config::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let db = runtime.block_on(async {
        let db = Db::connect(url).await.expect("connects");
        db.batch(tables).await.expect("tables");
        db
    });
    let numbers = |most| prop::collection::vec(any::<u16>(), 0..most);
    let strategy = (numbers(200), prop::collection::vec(numbers(60), 1..8));
    let result = TestRunner::new(config).run(&strategy, |(rows, questions)| {
        let data = Data::random(&mut Choices::of(&rows));
        let checked = runtime.block_on(case(&db, &data, &questions));
        checked.map_err(|told| TestCaseError::fail(format!("{told}\n--- rows\n{}", data.sql())))
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

async fn case(db: &Db, data: &Data, questions: &[Vec<u16>]) -> Result<(), String> {
    db.batch(&data.sql()).await.map_err(|error| error.to_string())?;
    for question in questions {
        let mut choices = Choices::of(question);
        match choices.below(7) {
            0 => relations::check(db, data, &mut choices).await?,
            1 => pages::check(db, data, &mut choices).await?,
            2 => subqueries::check(db, data, &mut choices).await?,
            3 => sets::check(db, data, &mut choices).await?,
            4 => ctes::check(db, data, &mut choices).await?,
            _ => joined(db, data, &mut choices).await?,
        }
    }
    Ok(())
}

async fn joined(db: &Db, data: &Data, choices: &mut Choices<'_>) -> Result<(), String> {
    let shape = Shape::random(choices);
    let tables = shape.tables();
    let plan = Plan::random(tables, choices);
    let rows = shape.joined(data);
    let expected = plan.answer(tables, &rows);
    let told = async {
        let told = Box::pin(shape.ask(&plan, db))
            .await
            .map_err(|error| format!("{error:?}"))?;
        told.agrees()?;
        same(
            &told.rows,
            &expected,
            plan.task == Task::Rows && plan.limit.is_none() && plan.offset.is_none(),
        )?;
        if plan.task == Task::Rows {
            in_order(&plan, tables, &told.rows)?;
        }
        Ok(())
    };
    told.await
        .map_err(|told: String| format!("{told}\n--- question\n{shape:?}\n{plan:?}"))
}

/// `any_order`: the question leaves some of it open.
fn same(found: &[Row], expected: &[Row], any_order: bool) -> Result<(), String> {
    let equal = if any_order {
        sorted(found.to_vec()) == sorted(expected.to_vec())
    } else {
        found == expected
    };
    if equal {
        return Ok(());
    }
    Err(format!("found    {found:?}\nexpected {expected:?}"))
}

/// Where the order says something of two rows that follow each other, they follow it.
fn in_order(plan: &Plan, tables: &[Table], rows: &[Row]) -> Result<(), String> {
    let start = |table: usize| -> usize { tables[..table].iter().map(|table| table.kinds.len()).sum() };
    let compare = |left: &Row, right: &Row| {
        let parts = plan.orders.iter().map(|by| {
            let at = start(by.table) + by.column;
            by.compare(&left[at], &right[at])
        });
        parts.fold(Ordering::Equal, Ordering::then)
    };
    match rows
        .windows(2)
        .find(|pair| compare(&pair[0], &pair[1]) == Ordering::Greater)
    {
        Some(pair) => Err(format!("out of order: {:?} before {:?}", pair[0], pair[1])),
        None => Ok(()),
    }
}

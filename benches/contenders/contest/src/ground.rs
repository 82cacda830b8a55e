//! Where a contender works: what it is made to do, checked or measured.

use std::hint::black_box;

use tokio::runtime::Handle;
use tokio::task::{spawn, spawn_blocking};

use crate::cost::Started;
use crate::data::{Project, Summary, key, new_rows, person};
use crate::{Contender, Cost, Operation, PAGES, Result};

/// Who has the rows that are written, and no others.
const NOBODY: &str = "nobody";
const TITLE: &str = "Another title";
/// How many tasks work at once.
const TASKS: usize = 8;

/// A contender, and those that work beside it.
pub(crate) struct Ground<C> {
    contender: C,
    others: Vec<C>,
}

impl<C: Contender> Ground<C> {
    pub(crate) fn of(contender: C) -> Self {
        Self {
            contender,
            others: Vec::new(),
        }
    }

    /// Does an operation once and gives what comes of it as text that is equal for equal answers.
    pub(crate) async fn check(&mut self, operation: Operation) -> Result<String> {
        let ids: Vec<String> = (0..10).map(|number| key(number * 31)).collect();
        let rows = |count| new_rows(count, NOBODY).into_iter().map(C::New::from).collect();
        let contender = &mut self.contender;
        match operation {
            Operation::Find => text([contender.find(&ids[3]).await?]),
            Operation::List => text(contender.list(&person(7)).await?),
            Operation::ListAll => text(contender.list_all().await?),
            Operation::Trees => {
                let mut projects: Vec<Project> = contender.trees().await?.into_iter().map(Into::into).collect();
                for project in &mut projects {
                    project.tasks.sort_by_key(|task| task.id);
                    for task in &mut project.tasks {
                        task.comments.sort_by_key(|comment| comment.id);
                    }
                }
                Ok(serde_json::to_string(&projects)?)
            }
            Operation::Counts => Ok(serde_json::to_string(&contender.counts().await?)?),
            Operation::Pages => text(contender.pages(PAGES).await?),
            Operation::EightFind => text(self.at_once(vec![ids; TASKS]).await?.into_iter().flatten()),
            Operation::Update => text(contender.update_each(&ids, TITLE).await?),
            Operation::Insert => {
                let written = contender.insert_each(rows(10)).await?;
                contender.delete_of(NOBODY).await?;
                text(written)
            }
            Operation::InsertMany => {
                contender.insert_many(rows(1_000)).await?;
                let written = contender.list(NOBODY).await?;
                contender.delete_of(NOBODY).await?;
                text(written)
            }
        }
    }

    /// Does an operation as often as a round has it.
    pub(crate) async fn measure(&mut self, operation: Operation) -> Result<Cost> {
        let times = operation.times();
        let ids = || (0..times).map(|number| key(number * 31)).collect::<Vec<_>>();
        let rows = |count| {
            new_rows(count, NOBODY)
                .into_iter()
                .map(C::New::from)
                .collect::<Vec<_>>()
        };
        let contender = &mut self.contender;
        match operation {
            Operation::Find => {
                let ids = ids();
                let started = Started::now()?;
                for id in &ids {
                    black_box(contender.find(id).await?);
                }
                started.cost(times)
            }
            Operation::List => {
                let people: Vec<_> = (0..times).map(person).collect();
                let started = Started::now()?;
                for person in &people {
                    black_box(contender.list(person).await?);
                }
                started.cost(times)
            }
            Operation::ListAll => {
                let started = Started::now()?;
                black_box(contender.list_all().await?);
                started.cost(times)
            }
            Operation::Trees => {
                let started = Started::now()?;
                black_box(contender.trees().await?);
                started.cost(times)
            }
            Operation::Counts => {
                let started = Started::now()?;
                for _ in 0..times {
                    black_box(contender.counts().await?);
                }
                started.cost(times)
            }
            Operation::Pages => {
                let started = Started::now()?;
                for _ in 0..times / PAGES {
                    black_box(contender.pages(PAGES).await?);
                }
                started.cost(times)
            }
            Operation::EightFind => {
                let ids: Vec<_> = ids().chunks(times / TASKS).map(<[String]>::to_vec).collect();
                self.gather(TASKS).await?;
                let started = Started::now()?;
                black_box(self.at_once(ids).await?);
                started.cost(times)
            }
            Operation::Update => {
                let ids = ids();
                let started = Started::now()?;
                black_box(contender.update_each(&ids, TITLE).await?);
                started.cost(times)
            }
            Operation::Insert => {
                let rows = rows(times);
                let started = Started::now()?;
                black_box(contender.insert_each(rows).await?);
                let cost = started.cost(times)?;
                contender.delete_of(NOBODY).await?;
                Ok(cost)
            }
            Operation::InsertMany => {
                let rows = rows(1_000);
                let started = Started::now()?;
                contender.insert_many(rows).await?;
                let cost = started.cost(times)?;
                contender.delete_of(NOBODY).await?;
                Ok(cost)
            }
        }
    }

    async fn gather(&mut self, count: usize) -> Result<()> {
        while self.others.len() < count {
            self.others.push(self.contender.another().await?);
        }
        Ok(())
    }

    /// Finds rows by these keys, a list for each task; those that work are kept for the next time.
    async fn at_once(&mut self, ids: Vec<Vec<String>>) -> Result<Vec<Vec<C::Summary>>> {
        self.gather(ids.len()).await?;
        let others = self.others.drain(..).collect::<Vec<_>>();
        let work = others
            .into_iter()
            .zip(ids)
            .map(|(contender, ids)| find_all(contender, ids));
        let tasks: Vec<_> = work
            .map(|work| {
                if C::BLOCKING {
                    spawn_blocking(|| Handle::current().block_on(work))
                } else {
                    spawn(work)
                }
            })
            .collect();
        let mut found = Vec::with_capacity(tasks.len());
        for task in tasks {
            let (contender, rows) = task.await?;
            self.others.push(contender);
            found.push(rows?);
        }
        Ok(found)
    }
}

async fn find_all<C: Contender>(mut contender: C, ids: Vec<String>) -> (C, Result<Vec<C::Summary>>) {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        match contender.find(&id).await {
            Ok(row) => found.push(row),
            Err(error) => return (contender, Err(error)),
        }
    }
    (contender, Ok(found))
}

/// Rows as text that is equal for equal rows.
fn text<T: Into<Summary>>(rows: impl IntoIterator<Item = T>) -> Result<String> {
    let rows: Vec<Summary> = rows.into_iter().map(Into::into).collect();
    Ok(serde_json::to_string(&rows)?)
}

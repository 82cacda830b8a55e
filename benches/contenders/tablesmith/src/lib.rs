//! The methods of models, and queries.

mod model;

use contest::{Contender, PAGE, Result};
use tablesmith::Db;
use tablesmith::prelude::*;

use self::model::{NewSummary, Project, Summary, Task, Tree};

/// A pool.
pub struct Tablesmith {
    db: Db,
}

impl Contender for Tablesmith {
    type Summary = Summary;
    type New = NewSummary;
    type Project = Tree;

    async fn connect(url: &str) -> Result<Self> {
        Ok(Self {
            db: Db::connect(url).await?,
        })
    }

    async fn another(&mut self) -> Result<Self> {
        Ok(Self { db: self.db.clone() })
    }

    async fn find(&mut self, id: &str) -> Result<Summary> {
        Ok(Summary::get(&self.db, id).await?)
    }

    async fn list(&mut self, user_id: &str) -> Result<Vec<Summary>> {
        let query = Summary::query()
            .filter(Summary::USER_ID.eq(user_id))
            .order_by(Summary::ID.asc())
            .limit(100);
        Ok(query.all(&self.db).await?)
    }

    async fn list_all(&mut self) -> Result<Vec<Summary>> {
        let query = Summary::query().order_by(Summary::ID.asc()).limit(10_000);
        Ok(query.all(&self.db).await?)
    }

    async fn insert_each(&mut self, rows: Vec<NewSummary>) -> Result<Vec<Summary>> {
        let written = self.db.transaction(async |tx| {
            let mut written = Vec::with_capacity(rows.len());
            for row in rows {
                written.push(Summary::create(row).exec(&tx).await?);
            }
            Ok(written)
        });
        Ok(written.await?)
    }

    async fn update_each(&mut self, ids: &[String], title: &str) -> Result<Vec<Summary>> {
        let written = self.db.transaction(async |tx| {
            let mut written = Vec::with_capacity(ids.len());
            for id in ids {
                written.push(Summary::update(id).title(title).exec(&tx).await?);
            }
            Ok(written)
        });
        Ok(written.await?)
    }

    async fn insert_many(&mut self, rows: Vec<NewSummary>) -> Result<()> {
        Summary::insert_many(&self.db, rows).await?;
        Ok(())
    }

    async fn delete_of(&mut self, user_id: &str) -> Result<()> {
        Summary::query()
            .filter(Summary::USER_ID.eq(user_id))
            .delete(&self.db)
            .await?;
        Ok(())
    }

    async fn trees(&mut self) -> Result<Vec<Tree>> {
        let query = Project::query()
            .order_by(Project::ID.asc())
            .with(Project::TASKS.with(Task::COMMENTS));
        Ok(query.all(&self.db).await?.into_iter().map(Tree).collect())
    }

    async fn counts(&mut self) -> Result<Vec<(i64, String, i64)>> {
        let query = Project::query()
            .left_join(Project::TASKS)
            .group_by(Project::ID)
            .order_by(Project::ID.asc())
            .select((Project::ID, Project::NAME, count(Task::ID)));
        Ok(query.all(&self.db).await?)
    }

    async fn pages(&mut self, pages: usize) -> Result<Vec<Summary>> {
        let query = Summary::query().order_by((Summary::USER_ID.asc(), Summary::ID.asc()));
        let mut found = Vec::new();
        let mut cursor = None;
        for _ in 0..pages {
            let page = query.clone().page_after(cursor.as_deref(), PAGE as u64);
            let page = page.fetch(&self.db).await?;
            found.extend(page.items);
            cursor = page.next;
        }
        Ok(found)
    }
}

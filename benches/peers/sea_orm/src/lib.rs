//! SeaORM: entities, on a pool that is told not to ping the server before it lends a connection.
//!
//! It pings all the same when it is given one back: sqlx's pools do, and cannot be told otherwise.

pub mod entity;

use contest::{Contender, PAGE, Result};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::sqlx::sqlite::SqliteSynchronous;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue, ColumnTrait as _, ConnectOptions, Database, DatabaseConnection,
    EntityTrait as _, JoinType, QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationTrait as _,
    TransactionTrait as _,
};

use self::entity::{comment, project, summary, task};

/// A pool.
pub struct SeaOrm {
    connection: DatabaseConnection,
}

impl Contender for SeaOrm {
    type Summary = summary::Model;
    type New = summary::ActiveModel;
    type Project = project::ModelEx;

    async fn connect(url: &str) -> Result<Self> {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(8)
            .test_before_acquire(false)
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(|options| options.foreign_keys(true).synchronous(SqliteSynchronous::Normal));
        Ok(Self {
            connection: Database::connect(options).await?,
        })
    }

    async fn another(&mut self) -> Result<Self> {
        Ok(Self {
            connection: self.connection.clone(),
        })
    }

    async fn find(&mut self, id: &str) -> Result<summary::Model> {
        let found = summary::Entity::find_by_id(id).one(&self.connection).await?;
        Ok(found.ok_or("no such row")?)
    }

    async fn list(&mut self, user_id: &str) -> Result<Vec<summary::Model>> {
        let query = summary::Entity::find()
            .filter(summary::Column::UserId.eq(user_id))
            .order_by_asc(summary::Column::Id)
            .limit(100);
        Ok(query.all(&self.connection).await?)
    }

    async fn list_all(&mut self) -> Result<Vec<summary::Model>> {
        let query = summary::Entity::find().order_by_asc(summary::Column::Id).limit(10_000);
        Ok(query.all(&self.connection).await?)
    }

    async fn insert_each(&mut self, rows: Vec<summary::ActiveModel>) -> Result<Vec<summary::Model>> {
        let transaction = self.connection.begin().await?;
        let mut written = Vec::with_capacity(rows.len());
        for row in rows {
            written.push(row.insert(&transaction).await?);
        }
        transaction.commit().await?;
        Ok(written)
    }

    async fn update_each(&mut self, ids: &[String], title: &str) -> Result<Vec<summary::Model>> {
        let transaction = self.connection.begin().await?;
        let mut written = Vec::with_capacity(ids.len());
        for id in ids {
            let changed = summary::ActiveModel {
                id: ActiveValue::Unchanged(id.clone()),
                title: ActiveValue::Set(title.to_owned()),
                ..Default::default()
            };
            written.push(changed.update(&transaction).await?);
        }
        transaction.commit().await?;
        Ok(written)
    }

    async fn insert_many(&mut self, rows: Vec<summary::ActiveModel>) -> Result<()> {
        summary::Entity::insert_many(rows).exec(&self.connection).await?;
        Ok(())
    }

    async fn delete_of(&mut self, user_id: &str) -> Result<()> {
        let query = summary::Entity::delete_many().filter(summary::Column::UserId.eq(user_id));
        query.exec(&self.connection).await?;
        Ok(())
    }

    async fn trees(&mut self) -> Result<Vec<project::ModelEx>> {
        let query = project::Entity::load()
            .with((task::Entity, comment::Entity))
            .order_by_asc(project::Column::Id);
        Ok(query.all(&self.connection).await?)
    }

    async fn counts(&mut self) -> Result<Vec<(i64, String, i64)>> {
        let query = project::Entity::find()
            .select_only()
            .column(project::Column::Id)
            .column(project::Column::Name)
            .column_as(task::Column::Id.into_expr().count(), "tasks")
            .join(JoinType::LeftJoin, project::Relation::Task.def())
            .group_by(project::Column::Id)
            .order_by_asc(project::Column::Id);
        Ok(query.into_tuple().all(&self.connection).await?)
    }

    async fn pages(&mut self, pages: usize) -> Result<Vec<summary::Model>> {
        let mut found: Vec<summary::Model> = Vec::new();
        for _ in 0..pages {
            let mut page = summary::Entity::find().cursor_by((summary::Column::UserId, summary::Column::Id));
            if let Some(last) = found.last() {
                page.after((last.user_id.clone(), last.id.clone()));
            }
            found.extend(page.first(PAGE as u64).all(&self.connection).await?);
        }
        Ok(found)
    }
}

//! What is told of statements.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use tablesmith::prelude::*;
use tablesmith::{Db, Dialect};
use tracing::field::{Field, Visit};
use tracing::span;

use crate::databases::databases;
use crate::models::{NewTag, Tag};

/// The events of a target, each as its fields.
#[derive(Clone)]
pub(crate) struct Told {
    target: &'static str,
    events: Arc<Mutex<Vec<Vec<String>>>>,
}

impl Told {
    pub(crate) fn of(target: &'static str) -> Self {
        Self {
            target,
            events: Arc::default(),
        }
    }

    /// What was told since the last time.
    pub(crate) fn take(&self) -> Vec<Vec<String>> {
        std::mem::take(&mut *self.events.lock().expect("unpoisoned"))
    }
}

struct Fields(Vec<String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push(format!("{}={value:?}", field.name()));
    }
}

impl tracing::Subscriber for Told {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == self.target
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let mut fields = Fields(Vec::new());
        event.record(&mut fields);
        self.events.lock().expect("unpoisoned").push(fields.0);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[tokio::test]
async fn parameters_are_told_where_that_is_asked_for() {
    for database in databases().await {
        // A database in memory is another one with each connection.
        if database.url.contains(":memory:") {
            continue;
        }
        let separator = if database.url.contains('?') { '&' } else { '?' };
        let url = format!("{}{separator}log_parameters=true", database.url);
        let db = Db::connect(&url).await.expect("connects");
        let told = Told::of("tablesmith::statement");
        let listening = tracing::subscriber::set_default(told.clone());
        let names = ["rust", "sql", "toml", "tokio", "serde", "axum", "hyper"];
        let rows = names.map(|name| NewTag { name: name.to_owned() });
        Tag::insert_many(&db, rows).await.expect("inserted");
        let found = Tag::query().filter(Tag::NAME.eq("rust")).all(&db).await.expect("read");
        Tag::query()
            .filter(Tag::NAME.in_(names))
            .limit(7)
            .all(&db)
            .await
            .expect("read");
        Tag::query().all(&db).await.expect("read");
        Tag::delete(&db, found[0].id).await.expect("deleted");
        sql("select $1").bind("a\nb").one::<(String,)>(&db).await.expect("read");
        drop(listening);
        let told = told.take();
        let parameters = |event: &Vec<String>| {
            let field = event.iter().find(|field| field.starts_with("db.query.parameters="));
            field.map(|field| field["db.query.parameters=".len()..].to_owned())
        };
        let told: Vec<String> = told.iter().filter_map(parameters).collect();
        let told: Vec<&str> = told
            .iter()
            .map(String::as_str)
            .filter(|shown| !shown.is_empty())
            .collect();
        let id = found[0].id;
        let inserted = match db.dialect() {
            Dialect::Postgres => r#"$1 = ["rust", "sql", "toml", "tokio", "serde", … 7 in all]"#,
            // A row at a time, told of once.
            Dialect::Sqlite => r#"$1 = "rust""#,
        };
        let in_list = r#"$1 = ["rust", "sql", "toml", "tokio", "serde", … 7 in all], $2 = 7"#;
        let deleted = format!("$1 = {id}");
        let expected = [inserted, r#"$1 = "rust""#, in_list, &deleted, r#"$1 = "a\nb""#];
        assert_eq!(told, expected);
    }
}

#[tokio::test]
async fn each_statement_is_one_event_without_its_parameters() {
    for database in databases().await {
        let db = &database.db;
        let told = Told::of("tablesmith::statement");
        let listening = tracing::subscriber::set_default(told.clone());
        let new = || NewTag {
            name: "a secret".to_owned(),
        };
        Tag::create(new()).exec(db).await.expect("created");
        Tag::create(new()).exec(db).await.expect_err("taken");
        Tag::query()
            .filter(Tag::NAME.eq("a secret"))
            .all(db)
            .await
            .expect("read");
        db.ping().await.expect("answers");
        drop(listening);
        let told = told.take();
        assert_eq!(told.len(), 4, "{told:#?}");
        let system = match db.dialect() {
            Dialect::Postgres => "db.system.name=\"postgresql\"",
            Dialect::Sqlite => "db.system.name=\"sqlite\"",
        };
        for event in &told {
            assert!(event.iter().any(|field| field == system), "{event:#?}");
            assert!(
                event.iter().any(|field| field.starts_with("db.query.text=")),
                "{event:#?}"
            );
            assert!(event.iter().any(|field| field.starts_with("duration=")), "{event:#?}");
            assert!(!event.concat().contains("secret"), "{event:#?}");
            assert!(!event.concat().contains("db.query.parameters"), "{event:#?}");
        }
        let has = |at: usize, field: &str| told[at].iter().any(|known| known == field);
        assert!(has(0, "db.collection.name=\"tag\""), "{told:#?}");
        assert!(has(0, "db.response.returned_rows=1"), "{told:#?}");
        assert!(has(1, "error.type=\"unique_violation\""), "{told:#?}");
        assert!(has(2, "db.response.returned_rows=1"), "{told:#?}");
        assert_eq!(db.statistics().failed, 1);
    }
}

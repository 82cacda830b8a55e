//! What is told of statements.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use tablesmith::prelude::*;
use tracing::field::{Field, Visit};
use tracing::span;

use crate::databases::databases;
use crate::models::{NewTag, Tag};

/// The events of `tablesmith::statement`, each as its fields.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<Vec<String>>>>);

struct Fields(Vec<String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push(format!("{}={value:?}", field.name()));
    }
}

impl tracing::Subscriber for Told {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "tablesmith::statement"
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let mut fields = Fields(Vec::new());
        event.record(&mut fields);
        self.0.lock().expect("unpoisoned").push(fields.0);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[tokio::test]
async fn each_statement_is_one_event_without_its_parameters() {
    for database in databases().await {
        let db = &database.db;
        let told = Told::default();
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
        let told = told.0.lock().expect("unpoisoned").clone();
        assert_eq!(told.len(), 4, "{told:#?}");
        let system = match db.dialect() {
            tablesmith::Dialect::Postgres => "db.system.name=\"postgresql\"",
            tablesmith::Dialect::Sqlite => "db.system.name=\"sqlite\"",
        };
        for event in &told {
            assert!(event.iter().any(|field| field == system), "{event:#?}");
            assert!(
                event.iter().any(|field| field.starts_with("db.query.text=")),
                "{event:#?}"
            );
            assert!(event.iter().any(|field| field.starts_with("duration=")), "{event:#?}");
            assert!(!event.concat().contains("secret"), "{event:#?}");
        }
        let has = |at: usize, field: &str| told[at].iter().any(|known| known == field);
        assert!(has(0, "db.collection.name=\"tag\""), "{told:#?}");
        assert!(has(0, "db.response.returned_rows=1"), "{told:#?}");
        assert!(has(1, "error.type=\"unique_violation\""), "{told:#?}");
        assert!(has(2, "db.response.returned_rows=1"), "{told:#?}");
        assert_eq!(db.statistics().failed, 1);
    }
}

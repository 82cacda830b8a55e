//! From what a live database holds to what a schema says, without a migration.

mod counted;
mod unsaid;

use std::collections::BTreeSet;

use tablesmith::Db;
use tablesmith::migrate::{MigrateError, Migrations, Migrator, Progress, Whole, WholeError, WholeReport};

use crate::catalog::{Catalog, Hints, ObjectId, Pair};
use crate::database::introspect::dialect_of;
use crate::database::side::{restore_keys, settle, without_text_enums};
use crate::database::{
    Basis, DatabaseError, Transition, TransitionError, Way, canonical, introspect, settled_differences,
};
use crate::dialect::{Capabilities, Introspected};
use crate::diff::Decisions;
use crate::render::Templates;
pub use counted::{CountedLoss, count_losses};
pub use unsaid::InTheWay;

/// A live database and a schema, brought to where they can be compared.
#[derive(Debug, Clone)]
pub struct Push {
    /// What was read from the database: it is only pushed to while it is that.
    live: Introspected,
    /// What there is, and what the schema says.
    pair: Pair<Catalog>,
    /// What expressions were compared by.
    pub basis: Basis,
}

/// What the author and the surroundings say about the way.
#[derive(Debug, Clone, Copy)]
pub struct PushOptions<'a> {
    /// What the schema says about renames and casts.
    pub hints: &'a Hints,
    /// What the oldest server that must work can do.
    pub capabilities: &'a Capabilities,
    /// The user's templates over ours.
    pub templates: &'a Templates,
    /// Whether views, functions and the like that the schema does not say go too.
    pub prune: bool,
}

/// What is to be done, and what is not.
#[derive(Debug, Clone)]
pub struct Pushed {
    /// The way.
    pub transition: Transition,
    /// What the way leads to.
    pub next: Catalog,
    /// Views, functions and the like that the schema does not say, and that stay.
    pub left_alone: Vec<ObjectId>,
    /// Those that cannot stay.
    pub in_the_way: Vec<InTheWay>,
}

impl Push {
    /// Reads a database and compares it with what a schema asks for: created in the `scratch` place and read back, where
    /// there is one, else as text.
    ///
    /// # Errors
    /// [`DatabaseError`] when the database cannot be read, or the scratch place cannot be used or refuses the schema.
    pub async fn compare(db: &Db, schema: &Catalog, scratch: Option<&str>) -> Result<Self, DatabaseError> {
        Self::of(introspect(db).await?, schema, scratch).await
    }

    /// The same with what was read before.
    ///
    /// # Errors
    /// [`DatabaseError`] when the scratch place cannot be used or refuses the schema.
    pub async fn of(live: Introspected, schema: &Catalog, scratch: Option<&str>) -> Result<Self, DatabaseError> {
        let mut next = match scratch {
            Some(scratch) => {
                let mut read = canonical(scratch, schema).await?;
                restore_keys(&mut read.catalog, schema);
                read
            }
            None => Introspected {
                catalog: schema.clone(),
                unmodelled: Vec::new(),
            },
        };
        let said: BTreeSet<ObjectId> = next.catalog.objects.keys().cloned().collect();
        for (id, object) in &live.catalog.objects {
            // The text of the author and that of the server cannot be compared: what goes by the same name is the same.
            if scratch.is_none() || !said.contains(id) {
                next.catalog.objects.insert(id.clone(), object.clone());
            }
        }
        let mut pair = Pair {
            previous: live.clone(),
            next,
        }
        .map(without_text_enums);
        if let Some(scratch) = scratch {
            pair = settle(scratch, pair).await?;
        }
        pair.next.catalog.objects.retain(|id, _| said.contains(id));
        Ok(Self {
            live,
            pair: pair.map(|found| found.catalog),
            basis: if scratch.is_some() { Basis::Server } else { Basis::Text },
        })
    }

    /// What there is, and what the schema says: the names that renames are said in.
    pub fn pair(&self) -> Pair<&Catalog> {
        Pair {
            previous: &self.pair.previous,
            next: &self.pair.next,
        }
    }

    /// What the database holds that no catalog can say.
    pub fn unmodelled(&self) -> &[String] {
        &self.live.unmodelled
    }

    /// Finds the way.
    ///
    /// # Errors
    /// [`TransitionError`]: something looks like a rename, or there is no way.
    pub fn find(&self, options: PushOptions<'_>, decisions: &Decisions) -> Result<Pushed, TransitionError> {
        let mut next = self.pair.next.clone();
        let mut left_alone: BTreeSet<ObjectId> = BTreeSet::new();
        if !options.prune {
            left_alone.extend(unsaid::put_into(&mut next, &self.pair.previous));
        }
        let mut in_the_way = Vec::new();
        loop {
            let pair = Pair {
                previous: &self.pair.previous,
                next: &next,
            };
            let diff = crate::diff::diff(pair, options.hints, decisions).map_err(TransitionError::Ambiguous)?;
            let gone = unsaid::that_cannot_stay(pair, &diff.changes, &left_alone);
            if gone.is_empty() {
                let way = Way {
                    pair,
                    hints: options.hints,
                    capabilities: options.capabilities,
                    templates: Some(options.templates),
                };
                let transition = way.along(diff.changes)?;
                return Ok(Pushed {
                    transition,
                    left_alone: left_alone.into_iter().collect(),
                    in_the_way,
                    next,
                });
            }
            for (id, why) in gone {
                next.objects.remove(&id);
                left_alone.remove(&id);
                in_the_way.extend(why.map(|on| InTheWay { object: id, on }));
            }
        }
    }

    /// Runs the statements, where the database is still what was read, under the lock of migrators, in one transaction
    /// where the database can.
    ///
    /// # Errors
    /// [`WholeError`].
    pub async fn apply(
        &self,
        db: &Db,
        sql: &str,
        patience: impl for<'w> FnOnce(Whole<'w>) -> Whole<'w>,
        progress: impl Fn(&Progress<'_>) + Send + Sync,
    ) -> Result<WholeReport, WholeError> {
        let dialect = dialect_of(db).dialect();
        let is_same = |answer: &str| {
            let read = dialect.read_introspection(answer);
            read.is_ok_and(|found| found == self.live)
        };
        let whole = Whole::new(sql)
            .where_unmoved(dialect.introspection_setup(), dialect.introspection_query(), is_same)
            .on_progress(progress);
        patience(whole).run(db).await
    }

    /// What differs between a database that was pushed to and what the schema says; without a scratch place nothing that
    /// could be told from other words for the same.
    ///
    /// # Errors
    /// [`DatabaseError`] when the database or the scratch place cannot be used.
    pub async fn remaining(&self, db: &Db, scratch: Option<&str>) -> Result<Vec<String>, DatabaseError> {
        let Some(scratch) = scratch else { return Ok(Vec::new()) };
        let mut live = without_text_enums(introspect(db).await?).catalog;
        let expected = &self.pair.next;
        live.objects.retain(|id, _| expected.objects.contains_key(id));
        live.namespaces.retain(|name, _| expected.namespaces.contains_key(name));
        settled_differences(scratch, &live, expected).await
    }
}

/// The migrations that a database has been given, by id and name, whatever the files say.
///
/// # Errors
/// [`MigrateError`] when it cannot be asked.
pub async fn applied_migrations(db: &Db) -> Result<Vec<String>, MigrateError> {
    let none = Migrations {
        postgres: Some(&[]),
        sqlite: Some(&[]),
    };
    let status = Migrator::new(&none).status(db).await?;
    Ok((status.iter())
        .map(|status| format!("{}_{}", status.id, status.name))
        .collect())
}

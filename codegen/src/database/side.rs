//! The two sides of a comparison, brought to where they can be compared.

use tablesmith::Db;
use tablesmith::migrate::cut;

use crate::catalog::{Catalog, Pair};
use crate::database::{
    DatabaseError, canonical, client_commands, have_differing_expressions, in_scratch, introspect, set_objects_aside,
};
use crate::dialect::{DialectName, Introspected};

/// What can be compared.
#[derive(Debug, Clone)]
pub enum Side {
    /// What somebody wrote: a schema or a snapshot.
    Authored(Catalog),
    /// A database, by its URL. It is only read.
    Live(String),
    /// SQL that makes a database, to be run in a scratch place.
    Script(String),
}

/// Why a side could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SideError {
    /// SQL can only be run in a scratch place, and there is none.
    #[error("there is no scratch place to run it in")]
    NoScratch,
    /// A database said no.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// What expressions were compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// As they were written, less the formatting: both sides were.
    Authored,
    /// As one server spells both sides.
    Server,
    /// As text, less the formatting, though the sides speak differently: the one is written, the other is a server's. What
    /// means the same may seem to differ.
    Text,
}

/// Two sides that can be compared.
#[derive(Debug, Clone)]
pub struct Sides {
    /// What they hold.
    pub pair: Pair<Introspected>,
    /// How their expressions came to be comparable.
    pub basis: Basis,
}

impl Side {
    /// Reads this side. What is authored is left as it is.
    ///
    /// # Errors
    /// [`SideError`], for a script when there is no `scratch` to run it in.
    pub async fn read(&self, dialect: DialectName, scratch: Option<&str>) -> Result<Introspected, SideError> {
        match self {
            Self::Authored(catalog) => Ok(Introspected {
                catalog: catalog.clone(),
                unmodelled: Vec::new(),
            }),
            Self::Live(url) => {
                let db = Db::builder().max(1).connect(url).await.map_err(DatabaseError::from)?;
                let found = introspect(&db).await;
                db.close().await;
                Ok(found?)
            }
            Self::Script(sql) => {
                let scratch = scratch.ok_or(SideError::NoScratch)?;
                let sql = client_commands::without(dialect, sql);
                let read = in_scratch(scratch, dialect, async |db| {
                    run(db, &sql).await?;
                    introspect(db).await
                });
                Ok(read.await?)
            }
        }
    }

    const fn is_authored(&self) -> bool {
        matches!(self, Self::Authored(_))
    }
}

/// Brings two sides that have been [read](Side::read) to where they can be compared: what one server says of both, where
/// one of them comes from a server and there is a `scratch` place on one.
///
/// # Errors
/// [`DatabaseError`] when the scratch place cannot be used, or refuses what is authored.
pub async fn sides(pair: Pair<&Side>, read: Pair<Introspected>, scratch: Option<&str>) -> Result<Sides, DatabaseError> {
    let authored = pair.map(Side::is_authored);
    if authored.previous && authored.next {
        return Ok(Sides {
            pair: read,
            basis: Basis::Authored,
        });
    }
    let Some(scratch) = scratch else {
        let is_mixed = authored.previous || authored.next;
        let mut read = read;
        if is_mixed {
            set_objects_aside(&mut read.previous, &[]);
            set_objects_aside(&mut read.next, &[]);
        }
        return Ok(Sides {
            pair: read.map(without_text_enums),
            basis: if is_mixed { Basis::Text } else { Basis::Server },
        });
    };
    let bring = async |is_authored: bool, found: Introspected| {
        if !is_authored {
            return Ok(found);
        }
        let mut read = canonical(scratch, &found.catalog).await?;
        restore_keys(&mut read.catalog, &found.catalog);
        Ok::<_, DatabaseError>(read)
    };
    let mut pair = Pair {
        previous: bring(authored.previous, read.previous).await?,
        next: bring(authored.next, read.next).await?,
    };
    // A schema or a history need not say all views and the like that there are.
    if authored.previous {
        set_objects_aside(&mut pair.next, &[&pair.previous.catalog]);
    }
    if authored.next {
        set_objects_aside(&mut pair.previous, &[&pair.next.catalog]);
    }
    Ok(Sides {
        pair: settle(scratch, pair.map(without_text_enums)).await?,
        basis: Basis::Server,
    })
}

/// Runs a script as the database's own client would: statement by statement, since some of them may not stand in a
/// transaction, and on one connection, since some of them set it up.
///
/// # Errors
/// [`DatabaseError::Refused`] at the first statement that the database does not take.
pub async fn run(db: &Db, script: &str) -> Result<(), DatabaseError> {
    let connection = db.dedicated().await?;
    for statement in cut(script, db.dialect()) {
        connection.batch(statement).await?;
    }
    Ok(())
}

/// PostgreSQL does not always take its own text for what it was (see
/// [`settled_differences`](crate::database::settled_differences)): where an expression differs, both sides are created and
/// read back once more. A side that cannot be created (it uses what no catalog says) leaves both as they are.
pub(super) async fn settle(scratch: &str, pair: Pair<Introspected>) -> Result<Pair<Introspected>, DatabaseError> {
    if !have_differing_expressions(&pair.previous.catalog, &pair.next.catalog) {
        return Ok(pair);
    }
    let again = async |found: &Introspected| -> Result<Introspected, DatabaseError> {
        let mut read = canonical(scratch, &found.catalog).await?;
        restore_keys(&mut read.catalog, &found.catalog);
        Ok(Introspected {
            catalog: read.catalog,
            unmodelled: found.unmodelled.clone(),
        })
    };
    let settled = async || -> Result<Pair<Introspected>, DatabaseError> {
        Ok(Pair {
            previous: again(&pair.previous).await?,
            next: again(&pair.next).await?,
        })
    };
    match settled().await {
        Err(DatabaseError::Refused(_)) => Ok(pair),
        settled => settled,
    }
}

/// A database knows no logical keys: those of the catalog that it was made from are still true of it.
pub(super) fn restore_keys(read: &mut Catalog, authored: &Catalog) {
    for (name, table) in &mut read.tables {
        let Some(known) = authored.tables.get(name) else {
            continue;
        };
        table.key.clone_from(&known.key);
        for column in &mut table.columns {
            if let Some(known) = known.column(&column.name) {
                column.key.clone_from(&known.key);
            }
        }
    }
    for (name, object) in &mut read.enums {
        if let Some(known) = authored.enums.get(name) {
            object.key.clone_from(&known.key);
        }
    }
}

/// Which text columns hold an enum is known to what is authored alone: where one side comes from a server, it is no
/// difference.
pub(super) fn without_text_enums(mut found: Introspected) -> Introspected {
    found.catalog.enums.retain(|_, object| object.native);
    for table in found.catalog.tables.values_mut() {
        for column in &mut table.columns {
            column.text_enum = None;
        }
    }
    found
}

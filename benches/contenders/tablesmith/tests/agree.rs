//! What is measured beside each other does the same.

use contender_drivers::{Postgres, Sqlite};
use contender_tablesmith::Tablesmith;
use contest::{Contender, Operation, Result, answer};

async fn agree<Drivers: Contender>(url: &str) -> Result<()> {
    for operation in Operation::ALL {
        let by_hand = answer::<Drivers>(url, operation).await?;
        let ours = answer::<Tablesmith>(url, operation).await?;
        assert!(by_hand == ours, "{operation}:\n{by_hand:.300}\n{ours:.300}");
        assert!(by_hand.len() > 100, "{operation} found nothing: {by_hand}");
    }
    Ok(())
}

#[tokio::test]
async fn on_sqlite() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("contest.db");
    let connection = rusqlite::Connection::open(&file)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.execute_batch(&contest::script(false))?;
    agree::<Sqlite>(&format!("sqlite:{}", file.display())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres() -> Result<()> {
    let database = testing::postgres::Server::shared().database();
    database.execute(&contest::script(true));
    agree::<Postgres>(database.url()).await
}

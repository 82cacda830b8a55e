//! The files, run by the migrator itself.

use codegen::catalog::Action;
use tablesmith::Db;
use tablesmith::migrate::{Migration, Migrations, Migrator, checksum};

use super::case::Case;
use super::catalog::{catalog, integer, table, text};
use super::database::Database;

#[test]
fn a_rebuilt_parent_keeps_its_children() {
    let user = || table("user", [text("id"), text("name").nullable()]).key(&["id"]);
    let post = table("post", [integer("id").identity(), text("user_id")])
        .key(&["id"])
        .points(&["user_id"], "user", &["id"], Action::Cascade);
    let empty = catalog([]);
    let previous = catalog([user(), post.clone()]);
    let next = catalog([user().check("user_name_check", "name <> ''"), post]);

    let database = Database::of(&empty);
    let files = |previous, next| {
        let (up, down) = Case::new(previous, next).plans();
        (database.sql(&up), database.sql(&down))
    };
    let files = [files(empty.clone(), previous.clone()), files(previous, next)];
    let hashes = files.each_ref().map(|(up, down)| checksum(up, down));
    let migration = |index: usize, id, parent| Migration {
        id,
        name: "change",
        parent,
        up: &files[index].0,
        down: &files[index].1,
        hash: &hashes[index],
        footprint: None,
        replaces: &[],
    };
    let list = [
        migration(0, "20261121T093000", None),
        migration(1, "20261121T093001", Some("20261121T093000")),
    ];
    let migrations = Migrations {
        sqlite: Some(&list),
        postgres: None,
    };

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime starts");
    let done: tablesmith::Result<()> = runtime.block_on(async {
        let db = Db::connect("sqlite::memory:").await?;
        let migrator = Migrator::new(&migrations);
        migrator.up_by(&db, 1).await?;
        db.batch("INSERT INTO user VALUES ('a', 'n'); INSERT INTO post (user_id) VALUES ('a'), ('a')")
            .await?;
        for _ in 0..2 {
            assert_eq!(migrator.up(&db).await?.migrations.len(), 1);
            let posts: Vec<(i64, String)> = db.rows("SELECT id, user_id FROM post ORDER BY id", &[]).await?;
            assert_eq!(posts, [(1, "a".to_owned()), (2, "a".to_owned())]);
            assert_eq!(migrator.down(&db, 1).await?.migrations.len(), 1);
        }
        migrator.up(&db).await?;
        db.batch("DELETE FROM user").await?;
        let posts: Vec<(i64, String)> = db.rows("SELECT id, user_id FROM post", &[]).await?;
        assert_eq!(posts, []);
        Ok(())
    });
    done.expect("every step runs");
}

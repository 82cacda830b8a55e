//! A project, its database and who comes to it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use testing::postgres::{Database, Server};
use url::Url;

use super::Row;
use crate::command::{Project, Ran};

const SCHEMA: &str = r#"
[database]
name = "blog"
dialects = ["postgres"]

[table.author.columns]
id = { type = "bigint", primary_key = true }
name = "text"

[table.post.columns]
id = { type = "bigint", primary_key = true }
author_id = { references = "author" }
title = "text"
"#;

/// What the database has of the two migrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// The first.
    Behind,
    /// Both.
    Level,
    /// What both make, and no history.
    Unnoted,
    /// Both, the second with another text.
    Edited,
}

pub(super) struct Place {
    pub(super) project: Project,
    pub(super) database: Database,
    role: Option<String>,
}

/// All that must not be lost.
#[derive(Debug, PartialEq)]
pub(super) struct Seen {
    database: Vec<Vec<Vec<Option<String>>>>,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Place {
    /// As a row needs it.
    pub(super) fn new(row: &Row) -> Self {
        let project = Project::new(SCHEMA);
        project.run(&["generate", "--id", "20260101T000000"]).expect(0);
        let place = Self {
            project,
            database: Server::shared().database(),
            role: None,
        };
        place.migrate();
        place.database.execute(
            "INSERT INTO author SELECT n, 'author ' || n FROM generate_series(1, 50) AS n; \
             INSERT INTO post (id, author_id, title) SELECT n, n, 'post ' || n FROM generate_series(1, 50) AS n",
        );
        place.project.edit(&[(
            "title = \"text\"",
            "title = \"text\"\nlikes = { type = \"integer\", default = 0, index = true }",
        )]);
        place.project.run(&["generate", "--id", "20260102T000000"]).expect(0);
        if row.before != Before::Behind {
            place.migrate();
        }
        match row.before {
            Before::Behind | Before::Level => {}
            Before::Unnoted => place.database.execute("DELETE FROM _tablesmith_migrations"),
            Before::Edited => place
                .database
                .execute("UPDATE _tablesmith_migrations SET hash = repeat('0', 64) WHERE id = '20260102T000000'"),
        }
        if row.command.starts_with("generate") {
            place.project.edit(&[(
                "title = \"text\"",
                "title = \"text\"\nseen = { type = \"integer\", default = 0 }",
            )]);
        }
        place
            .project
            .write("sql/1_first.sql", "CREATE TABLE one (id integer PRIMARY KEY);");
        place.project.write("pulled/.keep", "");
        place.project.write("imported/.keep", "");
        place
    }

    fn migrate(&self) {
        self.project
            .run(&["migrate", "up", "--url", self.database.url()])
            .expect(0);
    }

    /// A user of the test's own, who owns nothing.
    pub(super) fn role(&mut self) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let role = format!("somebody_{}_{number}", std::process::id());
        self.database.execute(&format!("CREATE ROLE {role} LOGIN"));
        self.role = Some(role.clone());
        role
    }

    /// The command of a row, with these URLs.
    fn command(&self, row: &Row, url: &str, scratch: &str) -> Command {
        let arguments = row.command.split(' ').map(|argument| match argument {
            "{url}" => url,
            "{scratch}" => scratch,
            other => other,
        });
        let mut command = Command::new(env!("CARGO_BIN_EXE_codegen"));
        command.args(arguments).current_dir(self.project.path());
        for variable in ["DATABASE_URL", "DIRECT_URL", "APP_ENV", "CARGO_TARGET_DIR"] {
            command.env_remove(variable);
        }
        command.env("SHADOW_DATABASE_URL", scratch);
        command
    }

    pub(super) fn run(&self, row: &Row, url: &str, scratch: &str) -> Ran {
        self.run_with(row, url, scratch, &[])
    }

    pub(super) fn run_with(&self, row: &Row, url: &str, scratch: &str, arguments: &[&str]) -> Ran {
        let mut command = self.command(row, url, scratch);
        command.args(arguments).output().expect("codegen runs").into()
    }

    /// What was broken off may have been done by then, and must not be done twice.
    pub(super) fn begin_again(&self, row: &Row) {
        if row.command.starts_with("migrate down") {
            let behind = self.database.query("SELECT count(*) FROM _tablesmith_migrations");
            if behind == [[Some("1".to_owned())]] {
                self.migrate();
            }
        }
    }

    /// The same where no file may grow beyond a kilobyte: writing fails as on a full disk.
    pub(super) fn run_on_a_full_disk(&self, row: &Row) -> Ran {
        let (url, scratch) = (self.database.url(), Server::shared().url());
        let inner = self.command(row, url, scratch);
        let mut command = Command::new("bash");
        command.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""]);
        command.arg(inner.get_program()).args(inner.get_args());
        command
            .current_dir(self.project.path())
            .env("SHADOW_DATABASE_URL", scratch);
        command.output().expect("bash runs").into()
    }

    pub(super) fn start(&self, row: &Row, url: &str, scratch: &str) -> Child {
        let mut command = self.command(row, url, scratch);
        command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .stdin(Stdio::null());
        command.spawn().expect("codegen runs")
    }

    /// In peace it goes through, and what was there is there.
    pub(super) fn goes_on(&self, row: &Row) {
        self.begin_again(row);
        for folder in ["pulled", "imported"] {
            let folder = self.project.path().join(folder);
            fs::remove_dir_all(&folder).expect("it is there");
            fs::create_dir(folder).expect("it can be made again");
        }
        let ran = self.run(row, self.database.url(), Server::shared().url());
        // What differs is none of the fault's.
        assert!(
            matches!(ran.code, Some(0 | 1)),
            "{}: {:?} {}",
            row.command,
            ran.code,
            ran.stderr
        );
        let rows = self.database.query("SELECT count(*), sum(id) FROM post");
        assert_eq!(
            rows,
            [[Some("50".to_owned()), Some("1275".to_owned())]],
            "{}",
            row.command
        );
    }

    pub(super) fn seen(&self) -> Seen {
        let queries = [
            "SELECT * FROM author ORDER BY id",
            "SELECT * FROM post ORDER BY id",
            "SELECT id, hash, step, state FROM _tablesmith_migrations ORDER BY id",
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' \
             ORDER BY 1, 2",
            "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
        ];
        Seen {
            database: queries.map(|query| self.database.query(query)).to_vec(),
            files: self.project.files(),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(role) = &self.role {
            let _ = self.database.try_execute(&format!(
                "REASSIGN OWNED BY {role} TO postgres; DROP OWNED BY {role}; DROP ROLE {role}"
            ));
        }
    }
}

/// The same database as somebody else.
pub(super) fn url_as(url: &str, user: &str, password: Option<&str>) -> String {
    let mut url = Url::parse(url).expect("a URL");
    url.set_username(user).expect("it has a user");
    url.set_password(password).expect("it has a user");
    url.into()
}

/// The same database behind another port of this machine.
pub(super) fn url_by(url: &str, port: u16) -> String {
    let mut url = Url::parse(url).expect("a URL");
    url.set_port(Some(port)).expect("it has a port");
    url.into()
}

//! A database's own dump, in a form that can be compared.
//!
//! Of PostgreSQL it is what `pg_dump --schema-only --no-owner` writes, normalised in these ways alone: comments and settings
//! are left out, the lines of a CREATE TABLE are sorted (the order of columns is never compared), and so are the
//! statements. Our own history table is left out.
//!
//! SQLite keeps the text of each statement as it was typed, spelling and all, so that its text says nothing: its dump is
//! what its pragmas say of each table (columns, keys, indexes and their parts, foreign keys), and the text of views and
//! triggers, less the white space. A column that is the rowid counts as NOT NULL, and capitals in what a foreign key
//! points at count for nothing, as they do for SQLite. The table of AUTOINCREMENT marks, which never goes, is left out.

use std::collections::BTreeSet;
use std::process::Command;

use tablesmith::Db;

/// What a database says that it holds.
pub(crate) struct Dump {
    /// As it was written; none of SQLite.
    pub(crate) text: String,
    /// In a form that can be compared.
    pub(crate) statements: BTreeSet<String>,
}

impl Dump {
    /// What the one says and the other does not, for people; `None` where they say the same.
    pub(crate) fn difference(&self, wanted: &Self) -> Option<String> {
        let (reached, wanted) = (&self.statements, &wanted.statements);
        let lines: Vec<_> = (reached.difference(wanted).map(|line| format!("  - {line}")))
            .chain(wanted.difference(reached).map(|line| format!("  + {line}")))
            .collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}

/// As `pg_dump` writes it.
pub(crate) fn postgres(url: &str) -> Dump {
    let text = pg_dump(url);
    Dump {
        statements: normal(&text),
        text,
    }
}

fn pg_dump(url: &str) -> String {
    let output = Command::new("pg_dump")
        .args([
            "--schema-only",
            "--no-owner",
            "--exclude-table=_tablesmith_migrations",
            url,
        ])
        .output()
        .expect("pg_dump stands beside the server");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // `\\restrict` and the like are for psql.
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = text.lines().filter(|line| !line.starts_with('\\'));
    lines.fold(String::new(), |text, line| text + line + "\n")
}

fn normal(dump: &str) -> BTreeSet<String> {
    let mut statements = BTreeSet::new();
    let mut lines: Vec<&str> = Vec::new();
    let mut quoted: Option<String> = None;
    for line in dump.lines() {
        let outside = quoted.is_none();
        if outside && (line.is_empty() || line.starts_with("--") || line.starts_with('\\')) {
            continue;
        }
        lines.push(line);
        for tag in dollar_tags(line) {
            match &quoted {
                Some(open) if *open == tag => quoted = None,
                Some(_) => {}
                None => quoted = Some(tag),
            }
        }
        if quoted.is_none() && line.ends_with(';') {
            let statement = statement(&lines);
            if !statement.starts_with("SET ") && !statement.starts_with("SELECT pg_catalog.set_config") {
                statements.insert(statement);
            }
            lines.clear();
        }
    }
    assert!(lines.is_empty(), "{lines:?}");
    statements
}

/// `$$`, `$_$` and the like.
fn dollar_tags(line: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let parts: Vec<_> = line.split('$').collect();
    let mut index = 1;
    while index + 1 < parts.len() {
        let is_tag = parts[index].chars().all(|c| c.is_ascii_alphabetic() || c == '_');
        if is_tag {
            tags.push(parts[index].to_owned());
            index += 2;
        } else {
            index += 1;
        }
    }
    tags
}

fn statement(lines: &[&str]) -> String {
    let is_table = lines[0].starts_with("CREATE TABLE ") || lines[0].starts_with("CREATE UNLOGGED TABLE ");
    if !is_table || lines.len() < 3 {
        return lines.join("\n");
    }
    // The last line of the columns may be followed by PARTITION BY, INHERITS, WITH.
    let end = lines
        .iter()
        .rposition(|line| line.starts_with(')'))
        .unwrap_or(lines.len() - 1);
    let mut columns: Vec<_> = lines[1..end].iter().map(|line| line.trim_end_matches(',')).collect();
    columns.sort_unstable();
    let parts = [&lines[..1], &columns[..], &lines[end..]].concat();
    parts.join("\n")
}

/// What SQLite says that it holds.
pub(crate) async fn sqlite(db: &Db) -> Dump {
    const TABLES: &str = "from sqlite_schema s where s.type = 'table' and s.name not like 'sqlite\\_%' escape '\\' \
                          and s.name <> '_tablesmith_migrations'";
    // The column that is the rowid is never NULL, whether that was written or not.
    const NOT_NULL: &str = "c.\"notnull\" or (c.pk = 1 and upper(c.type) = 'INTEGER' and \
                            (select max(k.pk) from pragma_table_xinfo(s.name) k) = 1)";
    let queries = [
        "select json_array('table', l.name, l.wr, l.strict) from pragma_table_list l \
         where l.schema = 'main' and l.type = 'table' and l.name not like 'sqlite%' and l.name <> '_tablesmith_migrations'"
            .to_owned(),
        format!(
            "select json_array('column', s.name, c.name, upper(c.type), {NOT_NULL}, replace(c.dflt_value, ' ', ''), \
             c.pk, c.hidden) from (select s.name {TABLES}) s, pragma_table_xinfo(s.name) c"
        ),
        format!(
            "select json_array('foreign key', s.name, f.seq, lower(f.\"table\"), f.\"from\", f.\"to\", f.on_update, \
             f.on_delete) from (select s.name {TABLES}) s, pragma_foreign_key_list(s.name) f"
        ),
        format!(
            "select json_array('index', s.name, case i.origin when 'c' then i.name else i.origin end, i.\"unique\", \
             i.partial, (select json_group_array(json_array(x.name, x.desc, x.coll)) from pragma_index_xinfo(i.name) x \
             where x.key)) from (select s.name {TABLES}) s, pragma_index_list(s.name) i"
        ),
    ];
    let mut found = BTreeSet::new();
    for query in queries {
        let rows: Vec<(String,)> = db
            .rows(&query, &[])
            .await
            .unwrap_or_else(|error| panic!("{error}\n{query}"));
        found.extend(rows.into_iter().map(|(row,)| row));
    }
    let others = "select type || ' ' || name || ' ' || sql from sqlite_schema where type in ('view', 'trigger')";
    let rows: Vec<(String,)> = db.rows(others, &[]).await.unwrap_or_default();
    found.extend(
        rows.into_iter()
            .map(|(row,)| row.split_whitespace().collect::<Vec<_>>().join(" ")),
    );
    Dump {
        text: String::new(),
        statements: found,
    }
}

#[test]
fn a_dump_is_cut_into_statements() {
    let dump = "-- a dump\nSET x = 1;\n\nCREATE TABLE public.t (\n    b integer,\n    a text DEFAULT 'x'::text\n);\n\n\
                CREATE FUNCTION f() AS $_$\nbegin;\n$_$;\n";
    let found: Vec<_> = normal(dump).into_iter().collect();
    assert_eq!(
        found,
        [
            "CREATE FUNCTION f() AS $_$\nbegin;\n$_$;",
            "CREATE TABLE public.t (\n    a text DEFAULT 'x'::text\n    b integer\n);"
        ]
    );
}

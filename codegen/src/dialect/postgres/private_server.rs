//! A PostgreSQL of one's own, for the time of one run.

use crate::dialect::PrivateServer;

/// See [`Dialect::private_server`](crate::dialect::Dialect::private_server).
pub(super) const PRIVATE: PrivateServer = PrivateServer {
    programs: &["initdb", "pg_ctl"],
    folders: &[
        ("/usr/lib/postgresql", "", "bin"), // Debian, Ubuntu
        ("/usr", "pgsql-", "bin"),          // Red Hat, from postgresql.org
        ("/opt/homebrew/opt", "postgresql@", "bin"),
        ("/usr/local/opt", "postgresql@", "bin"),
    ],
    user: "postgres",
    script: SCRIPT,
    url: "postgres://postgres@/postgres?host={folder}",
};

/// It listens on a socket in a folder that only its user may enter. Durability is off: nothing in it outlives the run.
const SCRIPT: &str = r#"
trap '' INT TERM HUP
directory=$(mktemp -d "${TMPDIR:-/tmp}/tablesmith.XXXXXX") || exit 1
cd "$directory" || exit 1
if "$1/initdb" -D "$directory/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$directory/log" 2>&1 </dev/null &&
   "$1/pg_ctl" start -w -D "$directory/data" -l "$directory/log" >/dev/null 2>&1 </dev/null -o "-k $directory \
     -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal \
     -c max_wal_senders=0 -c max_locks_per_transaction=256 -c autovacuum=off"
then
  echo "ready $directory"
  cat >/dev/null
else
  cat "$directory/log"
fi
"$1/pg_ctl" stop -m immediate -D "$directory/data" >/dev/null 2>&1 </dev/null
cd / && rm -rf "$directory"
"#;

use std::process::Command;

use testing::postgres::{Cluster, Server, VARIABLE};

#[test]
fn databases_are_separate_and_go() {
    let server = Server::shared();
    assert!(server.major_version() >= 14);
    let (one, two) = (server.database(), server.database());
    one.execute("create table t (id integer); insert into t values (1), (null)");
    assert_eq!(
        one.query("select id from t order by id"),
        [[Some("1".to_owned())], [None]]
    );
    let message = two
        .try_execute("select * from t")
        .expect_err("the other database has no such table");
    assert!(message.contains("42P01"), "{message}");

    let exists = format!("select 1 from pg_database where datname = '{}'", one.name());
    assert_eq!(two.query(&exists).len(), 1);
    drop(one);
    assert_eq!(two.query(&exists).len(), 0);
}

#[tokio::test]
async fn databases_work_within_a_runtime() {
    let database = Server::shared().database();
    let (client, connection) = tokio_postgres::connect(&database.socket_url(), tokio_postgres::NoTls)
        .await
        .expect("the socket URL leads to the server");
    tokio::spawn(connection);
    let row = client
        .query_one("select current_database()", &[])
        .await
        .expect("a plain query");
    assert_eq!(row.get::<_, String>(0), database.name());
}

#[test]
fn a_cluster_goes_with_its_value() {
    let cluster = Cluster::start();
    let port = cluster.url().port().expect("the URL names a port");
    assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
    drop(cluster);
    assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[test]
fn the_program_lends_a_cluster_to_a_command_and_keeps_its_exit_code() {
    let output = Command::new(env!("CARGO_BIN_EXE_test-postgres"))
        .args(["sh", "-c", &format!("printf %s ${VARIABLE}; exit 3")])
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(3));
    let url = String::from_utf8(output.stdout).expect("a URL is text");
    assert!(url.starts_with("postgres://postgres@127.0.0.1:"), "{url}");
}

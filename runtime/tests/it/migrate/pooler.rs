//! A pooler that shares one server process out by the transaction, as `PgBouncer` does with `pool_mode = transaction`.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use tablesmith::migrate::MigrateError;

use super::fixture::{List, Place};

/// The one connection to the server, and what the server said when it was made.
struct Server {
    stream: TcpStream,
    greeting: Vec<u8>,
}

/// Reads a message (the first of a connection has no type) and gives its type, and all of its bytes.
fn message(stream: &mut TcpStream, typed: bool) -> io::Result<(u8, Vec<u8>)> {
    let mut bytes = vec![0; if typed { 5 } else { 4 }];
    stream.read_exact(&mut bytes)?;
    let (head, length) = bytes.split_at(bytes.len() - 4);
    let kind = head.first().copied().unwrap_or_default();
    let length = u32::from_be_bytes(length.try_into().expect("four bytes")) as usize;
    let start = bytes.len();
    bytes.resize(start + length - 4, 0);
    stream.read_exact(&mut bytes[start..])?;
    Ok((kind, bytes))
}

/// All that the server says until it is ready, and whether it is in a transaction then.
fn answer(server: &mut TcpStream) -> io::Result<(Vec<u8>, bool)> {
    let mut all = Vec::new();
    loop {
        let (kind, bytes) = message(server, true)?;
        all.extend_from_slice(&bytes);
        if kind == b'Z' {
            return Ok((all, bytes.last() != Some(&b'I')));
        }
    }
}

fn serve(mut client: TcpStream, server: &Mutex<Option<Server>>, address: &str) -> io::Result<()> {
    let (_, startup) = message(&mut client, false)?;
    {
        let mut server = server.lock().expect("nobody panicked");
        if server.is_none() {
            let mut stream = TcpStream::connect(address)?;
            stream.write_all(&startup)?;
            let (greeting, _) = answer(&mut stream)?;
            *server = Some(Server { stream, greeting });
        }
        client.write_all(&server.as_ref().expect("just made").greeting)?;
    }
    let mut held: Option<MutexGuard<'_, Option<Server>>> = None;
    loop {
        let (kind, bytes) = message(&mut client, true)?;
        if kind == b'X' {
            return Ok(());
        }
        let guard = held.get_or_insert_with(|| server.lock().expect("nobody panicked"));
        let stream = &mut guard.as_mut().expect("made by the first").stream;
        stream.write_all(&bytes)?;
        if kind == b'Q' || kind == b'S' {
            let (said, in_transaction) = answer(stream)?;
            client.write_all(&said)?;
            if !in_transaction {
                held = None;
            }
        }
    }
}

/// Starts a pooler before the server at `address` and gives its port.
pub(crate) fn pooler(address: String) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    let server = Arc::new(Mutex::new(None));
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let (server, address) = (Arc::clone(&server), address.clone());
            // A client that goes away ends its thread.
            thread::spawn(move || serve(client, &server, &address));
        }
    });
    port
}

/// The URL of a database through a pooler.
fn through_pooler(place: &Place) -> String {
    let rest = place.url().split_once('@').expect("a user").1;
    let (address, database) = rest.split_once('/').expect("a database");
    let port = pooler(address.to_owned());
    format!("postgres://postgres@127.0.0.1:{port}/{database}?sslmode=disable")
}

#[tokio::test]
async fn a_pooler_that_shares_by_the_transaction_is_refused() {
    let place = Place::postgres();
    let url = through_pooler(&place);
    let db = tablesmith::Db::connect(&url)
        .await
        .expect("connects through the pooler");
    let ones: Vec<(i32,)> = db.rows("select 1", &[]).await.expect("statements run through it");
    assert_eq!(ones, [(1,)]);

    let list = List::new().with("user", "create table u (id integer);", "drop table u;");
    let error = list.migrator().up(&db).await.expect_err("refused");
    assert!(matches!(error, MigrateError::Pooler), "{error}");
    assert!(error.to_string().contains("DIRECT_URL"));
    assert!(place.tables().is_empty());
}

#[tokio::test]
async fn a_direct_url_leads_past_it() {
    let place = Place::postgres();
    let db = tablesmith::Db::builder()
        .direct_url(place.url())
        .connect(&through_pooler(&place))
        .await
        .expect("connects through the pooler");
    assert!(!format!("{db:?}").contains(place.url()), "a URL may hold a password");

    let list = List::new().with("user", "create table u (id integer);", "drop table u;");
    list.migrator().up(&db).await.expect("applied");
    assert_eq!(place.tables(), ["u"]);
    let status = list.migrator().status(&db).await.expect("asked");
    assert_eq!(status[0].state.to_string(), "applied");
    let rows: Vec<(i32,)> = db.rows("select id from u", &[]).await.expect("there");
    assert!(rows.is_empty());
    list.migrator().down(&db, 1).await.expect("taken back");
    assert!(place.tables().is_empty());
}

#[tokio::test]
async fn a_direct_url_of_another_kind_is_refused() {
    let place = Place::postgres();
    let db = tablesmith::Db::builder()
        .direct_url("sqlite::memory:")
        .connect(place.url())
        .await
        .expect("connects");
    let list = List::new().with("user", "create table u (id integer);", "drop table u;");
    let error = list.migrator().up(&db).await.expect_err("refused").to_string();
    assert!(
        error.contains("DIRECT_URL) is of a sqlite database, the application's is of a postgres"),
        "{error}"
    );
}

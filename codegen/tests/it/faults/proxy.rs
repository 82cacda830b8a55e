//! What stands between a command and its server, and lets so many bytes of answers through.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread;

use url::Url;

/// What happens when the bytes are used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// All connections end, and there are no new ones.
    Gone,
    /// One answer never comes. Everything else goes on.
    Stalls,
}

pub(super) struct Proxy {
    pub(super) port: u16,
    state: Arc<State>,
}

struct State {
    left: AtomicI64,
    happened: AtomicBool,
    manner: Manner,
}

impl Proxy {
    pub(super) fn before(server: &str, bytes: i64, manner: Manner) -> Self {
        let server = Url::parse(server).expect("a URL");
        let address = (
            server.host_str().expect("a host").to_owned(),
            server.port().expect("a port"),
        );
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let state = Arc::new(State {
            left: AtomicI64::new(bytes),
            happened: AtomicBool::new(false),
            manner,
        });
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if shared.is_gone() {
                    continue;
                }
                let Ok(server) = TcpStream::connect((address.0.as_str(), address.1)) else {
                    continue;
                };
                shared.forward(&client, &server);
            }
        });
        Self { port, state }
    }

    /// Whether the bytes are used up.
    pub(super) fn happened(&self) -> bool {
        self.state.happened.load(Ordering::Acquire)
    }
}

impl State {
    fn is_gone(&self) -> bool {
        self.manner == Manner::Gone && self.happened.load(Ordering::Acquire)
    }

    fn forward(self: &Arc<Self>, client: &TcpStream, server: &TcpStream) {
        let copy = |stream: &TcpStream| stream.try_clone().expect("sockets can be shared");
        let (mut from, mut to) = (copy(client), copy(server));
        thread::spawn(move || {
            let _ = std::io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Both);
        });
        let (state, mut from, mut to) = (Arc::clone(self), copy(server), copy(client));
        thread::spawn(move || {
            let mut buffer = [0; 1024];
            while let Ok(read @ 1..) = from.read(&mut buffer) {
                let before = state
                    .left
                    .fetch_sub(i64::try_from(read).unwrap_or(i64::MAX), Ordering::AcqRel);
                let over = before <= i64::try_from(read).unwrap_or(i64::MAX);
                match state.manner {
                    Manner::Gone if over => {
                        state.happened.store(true, Ordering::Release);
                        break;
                    }
                    Manner::Stalls if over && !state.happened.swap(true, Ordering::AcqRel) => {
                        // The rest of this connection is swallowed.
                        while let Ok(1..) = from.read(&mut buffer) {}
                        break;
                    }
                    _ => {}
                }
                if to.write_all(&buffer[..read]).is_err() {
                    break;
                }
            }
            let _ = to.shutdown(Shutdown::Both);
            let _ = from.shutdown(Shutdown::Both);
        });
    }
}

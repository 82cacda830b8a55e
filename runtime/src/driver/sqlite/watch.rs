//! Interrupting what runs on a connection when its time is over. Statements run on the thread that asks, which cannot look
//! at the clock meanwhile, so that another one does.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Instant;

use rusqlite::InterruptHandle;

/// Watches a connection until it is dropped; after that it interrupts nothing.
#[derive(Debug)]
pub(super) struct Watch {
    over: Arc<(Mutex<bool>, Condvar)>,
}

impl Watch {
    pub(super) fn until(deadline: Instant, connection: InterruptHandle) -> std::io::Result<Self> {
        let over = Arc::new((Mutex::new(false), Condvar::new()));
        let seen = Arc::clone(&over);
        std::thread::Builder::new()
            .name("tablesmith-deadline".to_owned())
            .spawn(move || {
                let (over, wakes) = &*seen;
                let mut over = over.lock().unwrap_or_else(PoisonError::into_inner);
                while !*over {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        // Under the lock, so that whoever ends the watch knows that no interrupt comes afterwards.
                        connection.interrupt();
                        return;
                    }
                    (over, _) = wakes.wait_timeout(over, left).unwrap_or_else(PoisonError::into_inner);
                }
            })?;
        Ok(Self { over })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let (over, wakes) = &*self.over;
        *over.lock().unwrap_or_else(PoisonError::into_inner) = true;
        wakes.notify_one();
    }
}

//! Ctrl-C: what is being done is let go of, tidies up after itself, and the command ends with 130.
//!
//! Work on a database is a future, and dropping it undoes it: a connection that goes takes its transaction with it, and a
//! scratch database is dropped (`database::scratch`). What is no future (reading, planning) has nothing to tidy up, and the
//! process just ends; files are in place as a whole or taken for an unfinished run. The same goes for a second Ctrl-C.

use std::io::Write as _;
use std::pin::pin;
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

use super::exit::{Exit, Failure};

/// Whom to tell.
static WAITING: Mutex<Option<oneshot::Sender<()>>> = Mutex::new(None);

/// Whether it was heard.
static HEARD: AtomicBool = AtomicBool::new(false);

/// How long work that does not wait for a database just now (SQLite is asked on the same thread) has to hear it.
const TO_HEAR: Duration = Duration::from_secs(2);

/// How long tidying up may take.
const TO_TIDY: Duration = Duration::from_secs(10);

fn waiting() -> MutexGuard<'static, Option<oneshot::Sender<()>>> {
    // What it holds is replaced as a whole: it is good whoever panicked.
    WAITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Has Ctrl-C (and being asked to terminate) end commands in order.
pub(super) fn install() {
    // Where it cannot be had, Ctrl-C ends the process as it does any other.
    let _ = ctrlc::set_handler(interrupted);
}

fn interrupted() {
    let told = waiting().take().is_some_and(|work| work.send(()).is_ok());
    if !told {
        end();
    }
    // A second Ctrl-C must find this thread free.
    thread::spawn(|| {
        thread::sleep(TO_HEAR);
        if HEARD.load(Ordering::Acquire) {
            thread::sleep(TO_TIDY);
        }
        end();
    });
}

#[expect(
    clippy::exit,
    reason = "the thread that works hears nothing just now, and there is nothing to tidy up"
)]
fn end() -> ! {
    // Nobody is left to tell where stderr is closed.
    let _ = writeln!(std::io::stderr(), "interrupted");
    process::exit(Exit::Interrupted.code().into());
}

/// Runs work on a database to its end, or to the first Ctrl-C.
pub(super) fn block_on<F: Future>(work: F) -> Result<F::Output, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (tell, told) = oneshot::channel();
    *waiting() = Some(tell);
    let done = runtime.block_on(async {
        let work = pin!(work);
        tokio::select! {
            done = work => Some(done),
            Ok(()) = told => {
                HEARD.store(true, Ordering::Release);
                None
            }
        }
    });
    *waiting() = None;
    if done.is_none() {
        // A statement of SQLite that runs on another thread is not waited for: the end of the process ends it, and what it
        // did was not committed.
        runtime.shutdown_background();
    }
    done.ok_or_else(Failure::interrupted)
}

//! How connections are made, and closed again.

use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, QueueMode, RecyclingMethod, Runtime};

use tokio_postgres_rustls::MakeRustlsConnect;

use super::url::Target;
use crate::db::Options;
use crate::error::{Error, Result};

pub(crate) fn pool(target: Target, connector: MakeRustlsConnect, options: &Options) -> Result<Pool> {
    let recycling = ManagerConfig {
        // A broken connection is noticed without asking the server each time.
        recycling_method: RecyclingMethod::Fast,
    };
    let manager = Manager::from_config(target.config, connector, recycling);
    Pool::builder(manager)
        .max_size(options.max)
        // The one that was used last has a server process whose caches are warm, and those that are not needed become idle.
        .queue_mode(QueueMode::Lifo)
        .wait_timeout(Some(options.acquire_timeout))
        .create_timeout(Some(options.connect_timeout))
        .runtime(Runtime::Tokio1)
        .build()
        .map_err(|error| Error::Configuration(error.to_string()))
}

/// Closes connections that nobody used for so long, for as long as the pool is there.
pub(crate) fn close_idle(pool: &Pool, idle_timeout: Duration) {
    let weak = pool.weak();
    let pause = (idle_timeout / 2).max(Duration::from_millis(100));
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(pause).await;
            let Some(pool) = weak.upgrade() else { return };
            if pool.is_closed() {
                return;
            }
            pool.retain(|_, metrics| metrics.last_used() < idle_timeout);
        }
    });
}

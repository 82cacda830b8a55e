// {{ header }}

{{ documentation }}
{% for module in public %}
{{ module }}
{%- endfor %}
{% for module in modules %}
{{ module }}
{%- endfor %}

/// The database that [`connect`] takes when `DATABASE_URL` is unset.
pub const DEFAULT_URL: Option<&str> = {{ default_url }};

/// Connects to the database that `DATABASE_URL` names (`.env` is read, and never overrides the
/// environment); when it is unset, to [`DEFAULT_URL`].
///
/// # Errors
///
/// [`tablesmith::Error::Configuration`] for a wrong URL or none,
/// [`tablesmith::Error::Connection`] where nothing answers there.
pub async fn connect() -> tablesmith::Result<tablesmith::Db> {
    tablesmith::Db::builder().from_env_or(DEFAULT_URL).await
}

/// Brings a database up to date: applies the migrations that it does not have yet. Safe when many
/// instances start at once.
///
/// # Errors
///
/// [`tablesmith::migrate::MigrateError`]; what was committed before stays and is known.
pub async fn migrate(
    db: &tablesmith::Db,
) -> Result<tablesmith::migrate::Report, tablesmith::migrate::MigrateError> {
    tablesmith::migrate::Migrator::new(&migrations::MIGRATIONS)
        .up(db)
        .await
}

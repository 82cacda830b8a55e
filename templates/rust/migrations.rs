// {{ header }}

/// The migrations of each database, in the order in which they run.
pub static MIGRATIONS: tablesmith::migrate::Migrations<'static> = tablesmith::migrate::Migrations {
{%- for database in databases %}
    {{ database.field }}: {{ database.value }},
{%- endfor %}
};
{%- for database in databases %}{% if database.used %}

#[rustfmt::skip]
const {{ database.constant }}: &[tablesmith::migrate::Migration<'static>] = &[
{%- for migration in database.migrations %}
    tablesmith::migrate::Migration {
        id: {{ migration.id }},
        name: {{ migration.name }},
        parent: {{ migration.parent }},
        up: {{ migration.up }},
        down: {{ migration.down }},
        hash: {{ migration.hash }},
        footprint: {{ migration.footprint }},
        replaces: {{ migration.replaces }},
    },
{%- endfor %}
];
{%- endif %}{% endfor %}

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

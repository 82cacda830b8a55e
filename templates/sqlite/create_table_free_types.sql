{% include "sqlite/create_table.sql" %}

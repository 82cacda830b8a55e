{% include "sqlite/add_column.sql" %}

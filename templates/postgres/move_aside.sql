CREATE SCHEMA {{ schema }};
{%- for table in tables %}
ALTER TABLE {{ table }} SET SCHEMA {{ schema }};
{%- endfor %}

{% for table in tables -%}
DROP TABLE {{ table }};
{% endfor -%}
DROP SCHEMA {{ schema }};

SELECT setval(
    pg_get_serial_sequence({{ table_text }}, {{ column_text }}),
    coalesce(max({{ column }}), 1),
    max({{ column }}) IS NOT NULL
) FROM {{ table }};

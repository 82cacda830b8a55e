DO {{ quote }}
BEGIN
    EXECUTE format('ALTER SEQUENCE %s RENAME TO %I', pg_get_serial_sequence({{ table }}, {{ column }}), {{ to }});
END
{{ quote }};

INSERT INTO {{ table }}{% if columns %} ({{ columns }}) OVERRIDING SYSTEM VALUE
SELECT {{ values }}{% else %}
SELECT{% endif %} FROM {% if only %}ONLY {% endif %}{{ from }};

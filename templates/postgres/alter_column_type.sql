ALTER TABLE {{ table }} ALTER COLUMN {{ column }} TYPE {{ type }}
{%- if collation %} COLLATE {{ collation }}{% endif %}
{%- if using %}
    USING {{ using }}{% endif %};

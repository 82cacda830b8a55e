ALTER TABLE {{ table }} ALTER COLUMN {{ column }} TYPE {{ type }} COLLATE {{ collation }}
{%- if using %}
    USING {{ using }}{% endif %};

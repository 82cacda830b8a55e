ALTER TABLE {{ table }} ALTER COLUMN {{ column }} TYPE {{ type }}
{%- if using %}
    USING {{ using }}{% endif %};

CREATE TABLE {{ table }} (
{%- for column in columns %}
    {{ column }}{% if not loop.last or constraints %},{% endif %}
{%- endfor %}
{%- for constraint in constraints %}
    CONSTRAINT {{ constraint.name }} {{ constraint.definition }}{% if not loop.last %},{% endif %}
{%- endfor %}
){% if inherits %} INHERITS ({{ inherits }}){% endif %};

CREATE TABLE {{ table }} PARTITION OF {{ parent }}{% if constraints %} (
{%- for constraint in constraints %}
    CONSTRAINT {{ constraint.name }} {{ constraint.definition }}{% if not loop.last %},{% endif %}
{%- endfor %}
){% endif %} {{ bound }}{% if partition_by %} PARTITION BY {{ partition_by }}{% endif %};

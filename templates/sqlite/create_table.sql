CREATE TABLE {{ table }} (
{%- for definition in definitions %}
    {{ definition }}{% if not loop.last %},{% endif %}
{%- endfor %}
)
{%- for option in options %}{% if loop.first %} {% else %}, {% endif %}{{ option }}{% endfor %};

UPDATE {{ table }} SET {{ column }} = {{ value }}
{%- if condition %}
WHERE {{ condition }}{% endif %};

CREATE {% if unique %}UNIQUE {% endif %}INDEX {{ index }} ON {{ table }} (
{%- for part in parts %}{% if not loop.first %}, {% endif %}{{ part }}{% endfor %})
{%- if predicate %} WHERE {{ predicate }}{% endif %};

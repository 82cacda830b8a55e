INSERT INTO {{ into }} (
{%- for column in columns %}{% if not loop.first %}, {% endif %}{{ column }}{% endfor %})
SELECT
{%- for value in values %}
    {{ value }}{% if not loop.last %},{% endif %}
{%- endfor %}
FROM {{ from }};

CREATE {% if unique %}UNIQUE {% endif %}INDEX {% if concurrently %}CONCURRENTLY {% endif %}{{ name }} ON {{ table }}
{%- if method %} USING {{ method }}{% endif %} ({{ parts }})
{%- if include %} INCLUDE ({{ include }}){% endif %}
{%- if nulls_not_distinct %} NULLS NOT DISTINCT{% endif %}
{%- if predicate %}
    WHERE {{ predicate }}{% endif %};

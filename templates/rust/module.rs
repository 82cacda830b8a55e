// {{ header }}

{{ documentation }}
{% for module in modules %}
{{ module }}
{%- endfor %}

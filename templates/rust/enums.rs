// {{ header }}

//! Enums.
{% for attribute in file_attributes %}
{{ attribute }}
{%- endfor %}
{%- if file_attributes %}
{% endif %}
{%- for enum in enums %}
{%- for line in enum.documentation %}
{{ line }}
{%- endfor %}
{%- for attribute in enum.attributes %}
{{ attribute }}
{%- endfor %}
pub enum {{ enum.name }} {
{%- for variant in enum.variants %}
    {{ variant.documentation }}
{%- for attribute in variant.attributes %}
    {{ attribute }}
{%- endfor %}
    {{ variant.name }},
{%- endfor %}
}
{%- if not loop.last %}
{% endif %}
{%- endfor %}

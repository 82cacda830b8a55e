// {{ header }}

{{ module_documentation }}
{% for attribute in file_attributes %}
{{ attribute }}
{%- endfor %}
{%- if file_attributes %}
{% endif %}
{%- for line in model.documentation %}
{{ line }}
{%- endfor %}
{%- for attribute in model.attributes %}
{{ attribute }}
{%- endfor %}
pub struct {{ model.name }} {
{%- for field in model.fields %}
{%- for line in field.documentation %}
    {{ line }}
{%- endfor %}
{%- for attribute in field.attributes %}
    {{ attribute }}
{%- endfor %}
{{ field.declaration }}
{%- endfor %}
}
{%- if new %}
{% for line in new.documentation %}
{{ line }}
{%- endfor %}
{%- for attribute in new.attributes %}
{{ attribute }}
{%- endfor %}
pub struct {{ new.name }} {
{%- if new.fields %}
{%- for field in new.fields %}
{%- for attribute in field.attributes %}
    {{ attribute }}
{%- endfor %}
{{ field.declaration }}
{%- endfor %}
{% endif -%}
}
{%- endif %}

ALTER TABLE {{ table }} ADD CONSTRAINT {{ name }}
    {{ definition }}{% if not_valid %} NOT VALID{% endif %};

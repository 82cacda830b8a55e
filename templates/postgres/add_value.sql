ALTER TYPE {{ name }} ADD VALUE IF NOT EXISTS {{ value }}{% if position %} {{ position }}{% endif %};

CREATE TEMPORARY TABLE "_tablesmith_assert" (
{%- for condition in conditions %}
    "condition_{{ loop.index }}" INTEGER CONSTRAINT {{ condition.message }} CHECK ("condition_{{ loop.index }}"){% if not loop.last %},{% endif %}
{%- endfor %}
);
INSERT INTO "_tablesmith_assert"
SELECT
{%- for condition in conditions %}
    {{ condition.holds }}{% if not loop.last %},{% endif %}
{%- endfor %};
DROP TABLE temp."_tablesmith_assert";

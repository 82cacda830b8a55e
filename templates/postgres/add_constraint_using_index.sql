ALTER TABLE {{ table }} ADD CONSTRAINT {{ name }}
    {{ kind }} USING INDEX {{ index }}{{ deferrable }};

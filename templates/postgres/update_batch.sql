UPDATE {{ table }} SET {{ column }} = {{ value }}
WHERE {{ row }} IN (
    SELECT {{ key }} FROM {{ table }}
    WHERE {{ condition }}
    LIMIT {{ size }}
) AND {{ condition }};

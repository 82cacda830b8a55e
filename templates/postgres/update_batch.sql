UPDATE {{ table }} SET {{ column }} = {{ value }}
WHERE {{ key }} IN (
    SELECT {{ key }} FROM {{ table }}
    WHERE {{ condition }}
    LIMIT {{ size }}
) AND {{ condition }};

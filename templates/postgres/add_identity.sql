ALTER TABLE {{ table }} ALTER COLUMN {{ column }} ADD GENERATED {{ identity }} AS IDENTITY;

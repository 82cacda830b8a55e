ALTER TABLE {{ table }} ALTER COLUMN {{ column }} SET EXPRESSION AS {{ expression }};

ALTER TYPE {{ name }} SET SCHEMA {{ schema }};

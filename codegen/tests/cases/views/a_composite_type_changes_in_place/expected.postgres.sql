-- Changes the type address.
ALTER TYPE address ADD ATTRIBUTE "country" text;
COMMENT ON TYPE address IS NULL;

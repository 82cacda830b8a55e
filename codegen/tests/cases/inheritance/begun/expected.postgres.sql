-- Moves login aside, to make it anew.
-- Careful: login cannot be read or written until its rows are copied, which takes as long as they are many
CREATE SCHEMA "login__aside";
ALTER TABLE "login" SET SCHEMA "login__aside";

-- Creates the table login.
CREATE TABLE "login" (
    "name" text NOT NULL,
    CONSTRAINT "login_pkey" PRIMARY KEY ("id")
) INHERITS ("event");

-- Copies the rows of login into what it is now.
INSERT INTO "login" ("id", "name") OVERRIDING SYSTEM VALUE
SELECT "id", "name" FROM ONLY "login__aside"."login";

-- Drops what login was: its rows are in the new table.
DROP TABLE "login__aside"."login";
DROP SCHEMA "login__aside";

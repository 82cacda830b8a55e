-- Creates the table new.
CREATE TABLE "new" (
    "id" bigint NOT NULL,
    "at" timestamp with time zone NOT NULL,
    "count" integer NOT NULL,
    CONSTRAINT "new_pkey" PRIMARY KEY ("id")
);

-- Drops the table old and all of its rows.
-- Careful: code that uses old fails from here on
DROP TABLE "old";

CREATE INDEX "by_name" ON "new" ("count");

-- Drop table old.
-- Careful: the rows of old are lost
-- Careful: code that names old fails
DROP TABLE "old";

-- New table new.
CREATE TABLE "new" (
    "id" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    CONSTRAINT "new_pkey" PRIMARY KEY ("id")
);

-- Index of new.
CREATE INDEX "by_name" ON "new" ("count");

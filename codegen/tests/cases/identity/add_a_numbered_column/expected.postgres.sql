-- step: transaction

-- Adds the column visit.id; rewrites visit while it is locked.
ALTER TABLE "visit" ADD COLUMN "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL;

-- step: alone

-- Builds the index of the primary key visit_pkey; reads and writes of visit go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "visit_pkey" ON "visit" ("id");

-- step: transaction

-- Turns the index into the primary key visit_pkey; locks visit for a moment.
ALTER TABLE "visit" ADD CONSTRAINT "visit_pkey"
    PRIMARY KEY USING INDEX "visit_pkey";

-- step: transaction foreign_keys=off

-- Rebuild bill: constraint bill_state_check changes, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_bill" (
    "id" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "past" TEXT NOT NULL DEFAULT '[]',
    CONSTRAINT "bill_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "bill_state_check" CHECK ("state" in ('open', 'paid'))
);

-- The rows of bill come over.
-- Careful: rows that break bill_state_check stop it
INSERT INTO "_tablesmith_new_bill" ("id", "state", "past")
SELECT
    "id",
    CASE "state" WHEN 'lost' THEN 'open' ELSE "state" END,
    CASE WHEN json_valid("past") THEN (SELECT json_group_array(CASE "element"."value" WHEN 'lost' THEN 'open' ELSE "element"."value" END) FROM json_each("past") AS "element") ELSE "past" END
FROM "bill";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of bill was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "bill") = (SELECT count(*) FROM "_tablesmith_new_bill");
DROP TABLE temp."_tablesmith_assert";

-- The new bill takes the place of the old one, whose rows it has.
DROP TABLE "bill";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_bill" RENAME TO "bill";
PRAGMA legacy_alter_table = 0;

-- Index of bill.
CREATE INDEX "bill_id_idx" ON "bill" ("id") WHERE state = 'open';

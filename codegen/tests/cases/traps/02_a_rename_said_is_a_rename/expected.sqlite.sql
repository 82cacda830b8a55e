-- step: transaction foreign_keys=off

-- Drop an index of member.
DROP INDEX "account_lower_idx";

-- Rename table account to member; what points at it follows.
-- Careful: code that names account fails
ALTER TABLE "account" RENAME TO "member";

-- Rename column mail of member to email.
-- Careful: code that names mail fails
ALTER TABLE "member" RENAME COLUMN "mail" TO "email";

-- Rebuild member: constraint account_mail_check gets another name, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_member" (
    "id" INTEGER NOT NULL,
    "email" TEXT NOT NULL,
    "upper" TEXT NOT NULL GENERATED ALWAYS AS (upper(email)) STORED,
    CONSTRAINT "member_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "member_email_key" UNIQUE ("email"),
    CONSTRAINT "member_email_check" CHECK (email <> '')
);

-- The rows of member come over.
INSERT INTO "_tablesmith_new_member" ("id", "email")
SELECT
    "id",
    "email"
FROM "member";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of member was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "member") = (SELECT count(*) FROM "_tablesmith_new_member");
DROP TABLE temp."_tablesmith_assert";

-- The new member takes the place of the old one, whose rows it has.
DROP TABLE "member";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_member" RENAME TO "member";
PRAGMA legacy_alter_table = 0;

-- Index of member.
CREATE INDEX "member_lower_idx" ON "member" (lower(email)) WHERE email is not null;

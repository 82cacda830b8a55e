-- step: check CHECK_VIOLATIONS "label has rows that break the check label_word_check"

SELECT "id", "word"
FROM (SELECT "id", (CAST("name" AS character varying(40))) AS "word" FROM "tag" AS "label") AS "tag"
WHERE NOT (word <> '');

-- step: transaction

-- Renames table tag to label; no row is touched.
-- Careful: code that knows it as tag fails from here on
ALTER TABLE "tag" RENAME TO "label";

-- Renames column label.name to word; no row is touched.
-- Careful: code that knows it as name fails from here on
ALTER TABLE "label" RENAME COLUMN "name" TO "word";

-- Renames constraint tag_name_key of label to label_word_key; no row is touched.
ALTER TABLE "label" RENAME CONSTRAINT "tag_name_key" TO "label_word_key";

-- Renames constraint tag_pkey of label to label_pkey; no row is touched.
ALTER TABLE "label" RENAME CONSTRAINT "tag_pkey" TO "label_pkey";

-- Adds the column label.color; locks label for a moment.
ALTER TABLE "label" ADD COLUMN "color" text DEFAULT 'red' NOT NULL;

-- label.word becomes character varying(40); label is locked for a moment; no row is touched.
ALTER TABLE "label" ALTER COLUMN "word" TYPE character varying(40);

-- Drops the column label.old and its values; locks label for a moment.
-- Careful: code that uses label.old fails from here on
ALTER TABLE "label" DROP COLUMN "old";

-- Adds the check label_word_check for new rows; locks label for a moment.
ALTER TABLE "label" ADD CONSTRAINT "label_word_check"
    CHECK (word <> '') NOT VALID;

-- step: transaction

-- Checks the rows that are there against label_word_check; reads and writes go on meanwhile.
ALTER TABLE "label" VALIDATE CONSTRAINT "label_word_check";

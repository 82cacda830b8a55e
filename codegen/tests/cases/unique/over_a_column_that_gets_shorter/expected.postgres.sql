-- step: check REWRITE_TOO_LARGE allow=rewrite:note.word "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for word: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.word`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check VALUE_DOES_NOT_FIT "note.word has values that its new type does not hold: say with `using` what becomes of them"

SELECT "id", "word"
FROM "note"
WHERE char_length(rtrim("word", ' ')) > 40;

-- step: check UNIQUE_DUPLICATES "note has rows that are alike in word, which note_word_idx forbids"

SELECT "word", count(*) AS "rows"
FROM (SELECT "id", (CASE WHEN char_length(rtrim("word", ' ')) > 40 THEN NULL ELSE CAST("word" AS character varying(40)) END) AS "word" FROM "note") AS "note"
WHERE (word is not null) AND "word" IS NOT NULL
GROUP BY "word"
HAVING count(*) > 1;

-- step: transaction

-- Drops the index note_word_idx; locks note for a moment.
DROP INDEX "note_word_idx";

-- note.word becomes character varying(40); note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "word" TYPE character varying(40);

-- step: alone

-- Builds the index note_word_idx; reads and writes of note go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "note_word_idx" ON "note" ("word")
    WHERE (word is not null);

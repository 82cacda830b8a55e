-- step: check REWRITE_TOO_LARGE allow=rewrite:note.word "note has more than 100000 rows, and nobody could read or write it while all of them are written anew for word: make the change with `generate --phased`, or allow this way with `--allow rewrite:note.word`"

SELECT 'more than 100000' AS "rows"
FROM "note"
LIMIT 1 OFFSET 100000;

-- step: check UNIQUE_DUPLICATES "note has rows that are alike in word, which note_word_idx forbids"

SELECT "word", count(*) AS "rows"
FROM (SELECT "id", CAST((length(word)) AS integer) AS "word" FROM "note") AS "note"
WHERE "word" IS NOT NULL
GROUP BY "word"
HAVING count(*) > 1;

-- step: alone

-- Builds the index look_id_idx; reads and writes of look go on meanwhile.
CREATE INDEX CONCURRENTLY "look_id_idx" ON "look" ("id" DESC);

-- step: transaction

-- note.word becomes integer; note is locked while all of its rows are written anew.
-- Careful: nobody reads or writes note meanwhile, which takes as long as it has rows
ALTER TABLE "note" ALTER COLUMN "word" TYPE integer
    USING length(word);

-- step: check UNIQUE_DUPLICATES "a_table_whose_name_goes_on_until_it_is_nearly_long has rows that are alike in a_column_that_is_called_by_very_many_words_first, which a_table_whose_name_goes_on_until_it_is_nearly_long_3c3e5a31_key forbids"

SELECT "a_column_that_is_called_by_very_many_words_first", count(*) AS "rows"
FROM "a_table_whose_name_goes_on_until_it_is_nearly_long"
WHERE "a_column_that_is_called_by_very_many_words_first" IS NOT NULL
GROUP BY "a_column_that_is_called_by_very_many_words_first"
HAVING count(*) > 1;

-- step: check UNIQUE_DUPLICATES "a_table_whose_name_goes_on_until_it_is_nearly_long has rows that are alike in a_column_that_is_called_by_very_many_words_second, which a_table_whose_name_goes_on_until_it_is_nearly_long_9a7a4837_key forbids"

SELECT "a_column_that_is_called_by_very_many_words_second", count(*) AS "rows"
FROM "a_table_whose_name_goes_on_until_it_is_nearly_long"
WHERE "a_column_that_is_called_by_very_many_words_second" IS NOT NULL
GROUP BY "a_column_that_is_called_by_very_many_words_second"
HAVING count(*) > 1;

-- step: check UNIQUE_DUPLICATES "a_table_whose_name_goes_on_until_it_is_nearly_long has rows that are alike in größe_der_überlänge_gezählt_in_bytes_und_nicht_in, which a_table_whose_name_goes_on_until_it_is_nearly_long_9fb9b6c6_key forbids"

SELECT "größe_der_überlänge_gezählt_in_bytes_und_nicht_in", count(*) AS "rows"
FROM "a_table_whose_name_goes_on_until_it_is_nearly_long"
WHERE "größe_der_überlänge_gezählt_in_bytes_und_nicht_in" IS NOT NULL
GROUP BY "größe_der_überlänge_gezählt_in_bytes_und_nicht_in"
HAVING count(*) > 1;

-- step: check CHECK_VIOLATIONS "a_table_whose_name_goes_on_until_it_is_nearly_long has rows that break the check a_table_whose_name_goes_on_until_it_is_nearly_lo_18b0c1b1_check"

SELECT "id", "a_column_that_is_called_by_very_many_words_first"
FROM "a_table_whose_name_goes_on_until_it_is_nearly_long"
WHERE NOT (a_column_that_is_called_by_very_many_words_first <> '');

-- step: transaction foreign_keys=off

-- Rebuild a_table_whose_name_goes_on_until_it_is_nearly_long: constraint a_table_whose_name_goes_on_until_it_is_nearly_lo_18b0c1b1_check is new, which ALTER TABLE cannot do. Every row is written again, and writers wait.
CREATE TABLE "_tablesmith_new_a_table_whose_name_goes_on_until_it_is_nearly_long" (
    "id" INTEGER NOT NULL,
    "a_column_that_is_called_by_very_many_words_first" TEXT NOT NULL,
    "a_column_that_is_called_by_very_many_words_second" TEXT NOT NULL,
    "größe_der_überlänge_gezählt_in_bytes_und_nicht_in" TEXT NOT NULL,
    CONSTRAINT "a_table_whose_name_goes_on_until_it_is_nearly_long_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "a_table_whose_name_goes_on_until_it_is_nearly_long_3c3e5a31_key" UNIQUE ("a_column_that_is_called_by_very_many_words_first"),
    CONSTRAINT "a_table_whose_name_goes_on_until_it_is_nearly_long_9a7a4837_key" UNIQUE ("a_column_that_is_called_by_very_many_words_second"),
    CONSTRAINT "a_table_whose_name_goes_on_until_it_is_nearly_long_9fb9b6c6_key" UNIQUE ("größe_der_überlänge_gezählt_in_bytes_und_nicht_in"),
    CONSTRAINT "a_table_whose_name_goes_on_until_it_is_nearly_lo_18b0c1b1_check" CHECK (a_column_that_is_called_by_very_many_words_first <> '')
);

-- The rows of a_table_whose_name_goes_on_until_it_is_nearly_long come over.
-- Careful: rows that are alike in a_column_that_is_called_by_very_many_words_first stop it
-- Careful: rows that are alike in a_column_that_is_called_by_very_many_words_second stop it
-- Careful: rows that are alike in größe_der_überlänge_gezählt_in_bytes_und_nicht_in stop it
-- Careful: rows that break a_table_whose_name_goes_on_until_it_is_nearly_lo_18b0c1b1_check stop it
INSERT INTO "_tablesmith_new_a_table_whose_name_goes_on_until_it_is_nearly_long" ("id", "a_column_that_is_called_by_very_many_words_first", "a_column_that_is_called_by_very_many_words_second", "größe_der_überlänge_gezählt_in_bytes_und_nicht_in")
SELECT
    "id",
    "a_column_that_is_called_by_very_many_words_first",
    "a_column_that_is_called_by_very_many_words_second",
    "größe_der_überlänge_gezählt_in_bytes_und_nicht_in"
FROM "a_table_whose_name_goes_on_until_it_is_nearly_long";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of a_table_whose_name_goes_on_until_it_is_nearly_long was copied" CHECK ("condition_1")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "a_table_whose_name_goes_on_until_it_is_nearly_long") = (SELECT count(*) FROM "_tablesmith_new_a_table_whose_name_goes_on_until_it_is_nearly_long");
DROP TABLE temp."_tablesmith_assert";

-- The new a_table_whose_name_goes_on_until_it_is_nearly_long takes the place of the old one, whose rows it has.
DROP TABLE "a_table_whose_name_goes_on_until_it_is_nearly_long";

-- The legacy way leaves alone what names the table: foreign keys, views, triggers.
PRAGMA legacy_alter_table = 1;
ALTER TABLE "_tablesmith_new_a_table_whose_name_goes_on_until_it_is_nearly_long" RENAME TO "a_table_whose_name_goes_on_until_it_is_nearly_long";
PRAGMA legacy_alter_table = 0;

-- Index of a_table_whose_name_goes_on_until_it_is_nearly_long.
CREATE INDEX "a_table_whose_name_goes_on_until_it_is_nearly_long_18c1e523_idx" ON "a_table_whose_name_goes_on_until_it_is_nearly_long" ("a_column_that_is_called_by_very_many_words_first", "a_column_that_is_called_by_very_many_words_second");

-- Index of a_table_whose_name_goes_on_until_it_is_nearly_long.
CREATE INDEX "a_table_whose_name_goes_on_until_it_is_nearly_long_b7ab89c9_idx" ON "a_table_whose_name_goes_on_until_it_is_nearly_long" ("a_column_that_is_called_by_very_many_words_second");

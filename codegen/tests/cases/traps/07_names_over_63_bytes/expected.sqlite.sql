-- step: transaction foreign_keys=off

-- Rebuild a_table_whose_name_goes_on_until_it_is_nearly_long: constraint a_table_whose_name_goes_on_until_it_is_nearly_long_3c3e5a31_key is new, which ALTER TABLE cannot do. Every row is written again, and writers wait.
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
INSERT INTO "_tablesmith_new_a_table_whose_name_goes_on_until_it_is_nearly_long" ("id", "a_column_that_is_called_by_very_many_words_first", "a_column_that_is_called_by_very_many_words_second", "größe_der_überlänge_gezählt_in_bytes_und_nicht_in")
SELECT
    "id",
    "a_column_that_is_called_by_very_many_words_first",
    "a_column_that_is_called_by_very_many_words_second",
    "größe_der_überlänge_gezählt_in_bytes_und_nicht_in"
FROM "a_table_whose_name_goes_on_until_it_is_nearly_long";

-- Go on only if nothing is lost; the error says what would be.
CREATE TEMPORARY TABLE "_tablesmith_assert" (
    "condition_1" INTEGER CONSTRAINT "not every row of a_table_whose_name_goes_on_until_it_is_nearly_long was copied" CHECK ("condition_1"),
    "condition_2" INTEGER CONSTRAINT "a_table_whose_name_goes_on_until_it_is_nearly_long has an index or trigger that no migration made: drop it before, make it again after" CHECK ("condition_2")
);
INSERT INTO "_tablesmith_assert"
SELECT
    (SELECT count(*) FROM "a_table_whose_name_goes_on_until_it_is_nearly_long") = (SELECT count(*) FROM "_tablesmith_new_a_table_whose_name_goes_on_until_it_is_nearly_long"),
    NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE type IN ('index', 'trigger') AND tbl_name = 'a_table_whose_name_goes_on_until_it_is_nearly_long' COLLATE NOCASE AND sql IS NOT NULL);
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

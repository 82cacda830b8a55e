-- Drops the table branch and all of its rows.
-- Careful: code that uses branch fails from here on
DROP TABLE "branch";

-- Drops the table branch and all of its rows.
DROP TABLE "branch";

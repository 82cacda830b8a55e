-- step: transaction foreign_keys=off

-- Drop table branch and its rows.
DROP TABLE "branch";

-- step: transaction foreign_keys=off

-- Drop table branch.
-- Careful: the rows of branch are lost
-- Careful: code that names branch fails
DROP TABLE "branch";

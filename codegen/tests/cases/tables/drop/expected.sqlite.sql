-- Drop table tag and its rows.
DROP TABLE "tag";

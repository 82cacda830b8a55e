-- New table member.
CREATE TABLE "member" (
    "id" INTEGER NOT NULL,
    "mail" TEXT NOT NULL,
    CONSTRAINT "member_pkey" PRIMARY KEY ("id")
);

-- Drop table account.
-- Careful: the rows of account are lost
-- Careful: code that names account fails
DROP TABLE "account";

-- New table member.
CREATE TABLE "member" (
    "id" INTEGER NOT NULL,
    "mail" TEXT NOT NULL,
    CONSTRAINT "member_pkey" PRIMARY KEY ("id")
);

-- Drop table account and its rows.
DROP TABLE "account";

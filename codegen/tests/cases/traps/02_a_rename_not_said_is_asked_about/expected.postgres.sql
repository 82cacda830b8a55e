-- Creates the table member.
CREATE TABLE "member" (
    "id" bigint NOT NULL,
    "mail" text NOT NULL,
    CONSTRAINT "member_pkey" PRIMARY KEY ("id")
);

-- Drops the table account and all of its rows.
-- Careful: code that uses account fails from here on
DROP TABLE "account";

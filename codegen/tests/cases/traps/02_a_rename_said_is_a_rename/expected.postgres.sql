-- Renames table account to member; no row is touched.
-- Careful: code that knows it as account fails from here on
ALTER TABLE "account" RENAME TO "member";

-- Renames column member.mail to email; no row is touched.
-- Careful: code that knows it as mail fails from here on
ALTER TABLE "member" RENAME COLUMN "mail" TO "email";

-- Renames constraint account_mail_check of member to member_email_check; no row is touched.
ALTER TABLE "member" RENAME CONSTRAINT "account_mail_check" TO "member_email_check";

-- Renames constraint account_mail_key of member to member_email_key; no row is touched.
ALTER TABLE "member" RENAME CONSTRAINT "account_mail_key" TO "member_email_key";

-- Renames constraint account_pkey of member to member_pkey; no row is touched.
ALTER TABLE "member" RENAME CONSTRAINT "account_pkey" TO "member_pkey";

-- Renames index account_lower_idx to member_lower_idx; no row is touched.
ALTER INDEX "account_lower_idx" RENAME TO "member_lower_idx";

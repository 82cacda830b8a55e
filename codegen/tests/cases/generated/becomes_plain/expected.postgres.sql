-- note.shout is not computed any more; its values stay.
ALTER TABLE "note" ALTER COLUMN "shout" DROP EXPRESSION;

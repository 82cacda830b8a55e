-- Drops the primary key person_pkey.
ALTER TABLE "person" DROP CONSTRAINT "person_pkey";

-- Adds the primary key person_pkey: builds its index while person is locked.
ALTER TABLE "person" ADD CONSTRAINT "person_pkey"
    PRIMARY KEY ("email");

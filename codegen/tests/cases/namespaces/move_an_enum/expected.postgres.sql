-- Creates the namespace media.
CREATE SCHEMA "media";

-- Renames type state to media.state; no row is touched.
ALTER TYPE "state" SET SCHEMA "media";

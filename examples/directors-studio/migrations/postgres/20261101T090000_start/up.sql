-- Creates the type project_status.
CREATE TYPE "project_status" AS ENUM (
    'draft',
    'in_production',
    'released'
);

-- Creates the type shot_size.
CREATE TYPE "shot_size" AS ENUM (
    'wide',
    'medium',
    'close_up'
);

-- Creates the table character.
CREATE TABLE "character" (
    "id" uuid NOT NULL,
    "project_id" uuid NOT NULL,
    "name" text NOT NULL,
    "description" text,
    "created_at" timestamp with time zone DEFAULT now() NOT NULL,
    "updated_at" timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT "character_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "character_project_id_name_key" UNIQUE ("project_id", "name")
);

-- Creates the table project.
CREATE TABLE "project" (
    "id" uuid NOT NULL,
    "owner_id" uuid NOT NULL,
    "title" text NOT NULL,
    "logline" text,
    "status" "project_status" DEFAULT 'draft' NOT NULL,
    "created_at" timestamp with time zone DEFAULT now() NOT NULL,
    "updated_at" timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT "project_pkey" PRIMARY KEY ("id")
);

COMMENT ON TABLE "project" IS 'A film in the making.';

CREATE INDEX "project_owner_id_created_at_idx" ON "project" ("owner_id", "created_at" DESC);

-- Creates the table scene.
CREATE TABLE "scene" (
    "id" uuid NOT NULL,
    "project_id" uuid NOT NULL,
    "number" integer NOT NULL,
    "heading" text NOT NULL,
    "synopsis" text,
    "created_at" timestamp with time zone DEFAULT now() NOT NULL,
    "updated_at" timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT "scene_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "scene_project_id_number_key" UNIQUE ("project_id", "number"),
    CONSTRAINT "scene_number_check" CHECK (number > 0)
);

-- Creates the table scene_character.
CREATE TABLE "scene_character" (
    "scene_id" uuid NOT NULL,
    "character_id" uuid NOT NULL,
    CONSTRAINT "scene_character_pkey" PRIMARY KEY ("scene_id", "character_id")
);

COMMENT ON TABLE "scene_character" IS 'Who is in which scene.';

CREATE INDEX "scene_character_character_id_idx" ON "scene_character" ("character_id");

-- Creates the table session.
CREATE TABLE "session" (
    "id" uuid DEFAULT gen_random_uuid() NOT NULL,
    "user_id" uuid,
    "data" jsonb DEFAULT '{}' NOT NULL,
    "expires_at" timestamp with time zone NOT NULL,
    "created_at" timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

COMMENT ON TABLE "session" IS 'A web session: what the browser''s cookie stands for.';

CREATE INDEX "session_expires_at_idx" ON "session" ("expires_at");

CREATE INDEX "session_user_id_idx" ON "session" ("user_id");

-- Creates the table shot.
CREATE TABLE "shot" (
    "id" uuid NOT NULL,
    "scene_id" uuid NOT NULL,
    "number" integer NOT NULL,
    "size" "shot_size" DEFAULT 'medium' NOT NULL,
    "lens_mm" smallint,
    "description" text,
    "storyboard" jsonb,
    "created_at" timestamp with time zone DEFAULT now() NOT NULL,
    "updated_at" timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT "shot_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "shot_scene_id_number_key" UNIQUE ("scene_id", "number")
);

-- Creates the table user.
CREATE TABLE "user" (
    "id" uuid NOT NULL,
    "email" character varying(255) NOT NULL,
    "display_name" text NOT NULL,
    "created_at" timestamp with time zone DEFAULT now() NOT NULL,
    "updated_at" timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT "user_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "user_email_key" UNIQUE ("email")
);

COMMENT ON TABLE "user" IS 'A director, or somebody who works with one.';

ALTER TABLE "character" ADD CONSTRAINT "character_project_id_fkey"
    FOREIGN KEY ("project_id") REFERENCES "project" ("id") ON DELETE CASCADE;

ALTER TABLE "project" ADD CONSTRAINT "project_owner_id_fkey"
    FOREIGN KEY ("owner_id") REFERENCES "user" ("id") ON DELETE CASCADE;

ALTER TABLE "scene" ADD CONSTRAINT "scene_project_id_fkey"
    FOREIGN KEY ("project_id") REFERENCES "project" ("id") ON DELETE CASCADE;

ALTER TABLE "scene_character" ADD CONSTRAINT "scene_character_character_id_fkey"
    FOREIGN KEY ("character_id") REFERENCES "character" ("id") ON DELETE CASCADE;

ALTER TABLE "scene_character" ADD CONSTRAINT "scene_character_scene_id_fkey"
    FOREIGN KEY ("scene_id") REFERENCES "scene" ("id") ON DELETE CASCADE;

ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey"
    FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE CASCADE;

ALTER TABLE "shot" ADD CONSTRAINT "shot_scene_id_fkey"
    FOREIGN KEY ("scene_id") REFERENCES "scene" ("id") ON DELETE CASCADE;

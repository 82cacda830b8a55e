-- New table character.
CREATE TABLE "character" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "created_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    "updated_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    CONSTRAINT "character_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "character_project_id_name_key" UNIQUE ("project_id", "name"),
    CONSTRAINT "character_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project" ("id") ON DELETE CASCADE
);

-- New table project.
CREATE TABLE "project" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "logline" TEXT,
    "status" TEXT NOT NULL DEFAULT 'draft',
    "created_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    "updated_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    CONSTRAINT "project_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "project_status_check" CHECK ("status" in ('draft', 'in_production', 'released')),
    CONSTRAINT "project_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user" ("id") ON DELETE CASCADE
);

-- New table scene.
CREATE TABLE "scene" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "heading" TEXT NOT NULL,
    "synopsis" TEXT,
    "created_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    "updated_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    CONSTRAINT "scene_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "scene_project_id_number_key" UNIQUE ("project_id", "number"),
    CONSTRAINT "scene_number_check" CHECK (number > 0),
    CONSTRAINT "scene_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project" ("id") ON DELETE CASCADE
);

-- New table scene_character.
CREATE TABLE "scene_character" (
    "scene_id" TEXT NOT NULL,
    "character_id" TEXT NOT NULL,
    CONSTRAINT "scene_character_pkey" PRIMARY KEY ("scene_id", "character_id"),
    CONSTRAINT "scene_character_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "character" ("id") ON DELETE CASCADE,
    CONSTRAINT "scene_character_scene_id_fkey" FOREIGN KEY ("scene_id") REFERENCES "scene" ("id") ON DELETE CASCADE
);

-- New table session.
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "user_id" TEXT,
    "data" TEXT NOT NULL DEFAULT '{}',
    "expires_at" TEXT NOT NULL,
    "created_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    CONSTRAINT "session_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE CASCADE
);

-- New table shot.
CREATE TABLE "shot" (
    "id" TEXT NOT NULL,
    "scene_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "size" TEXT NOT NULL DEFAULT 'medium',
    "lens_mm" INTEGER,
    "description" TEXT,
    "storyboard" TEXT,
    "created_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    "updated_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    CONSTRAINT "shot_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "shot_scene_id_number_key" UNIQUE ("scene_id", "number"),
    CONSTRAINT "shot_size_check" CHECK ("size" in ('wide', 'medium', 'close_up')),
    CONSTRAINT "shot_scene_id_fkey" FOREIGN KEY ("scene_id") REFERENCES "scene" ("id") ON DELETE CASCADE
);

-- New table user.
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "created_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    "updated_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    CONSTRAINT "user_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "user_email_key" UNIQUE ("email"),
    CONSTRAINT "user_email_check" CHECK (length("email") <= 255)
);

-- Index of project.
CREATE INDEX "project_owner_id_created_at_idx" ON "project" ("owner_id", "created_at" DESC);

-- Index of scene_character.
CREATE INDEX "scene_character_character_id_idx" ON "scene_character" ("character_id");

-- Index of session.
CREATE INDEX "session_expires_at_idx" ON "session" ("expires_at");

-- Index of session.
CREATE INDEX "session_user_id_idx" ON "session" ("user_id");

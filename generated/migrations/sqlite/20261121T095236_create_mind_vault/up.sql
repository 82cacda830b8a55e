-- New table category.
CREATE TABLE "category" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "parent_id" TEXT,
    "name" TEXT NOT NULL,
    "created_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    "updated_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    CONSTRAINT "category_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "category_user_id_name_key" UNIQUE ("user_id", "name"),
    CONSTRAINT "category_name_check" CHECK (length("name") <= 64),
    CONSTRAINT "category_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "category" ("id") ON DELETE SET NULL,
    CONSTRAINT "category_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE CASCADE
);

-- New table keyframe.
CREATE TABLE "keyframe" (
    "id" TEXT NOT NULL,
    "video_summary_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "image_url" TEXT NOT NULL,
    "caption" TEXT,
    "created_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    CONSTRAINT "keyframe_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "keyframe_video_summary_id_position_key" UNIQUE ("video_summary_id", "position"),
    CONSTRAINT "keyframe_position_check" CHECK (position >= 0),
    CONSTRAINT "keyframe_video_summary_id_fkey" FOREIGN KEY ("video_summary_id") REFERENCES "video_summary" ("id") ON DELETE CASCADE
);

-- New table tag.
CREATE TABLE "tag" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "color" TEXT,
    "created_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    "updated_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    CONSTRAINT "tag_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "tag_user_id_name_key" UNIQUE ("user_id", "name"),
    CONSTRAINT "tag_color_check" CHECK (length("color") <= 7),
    CONSTRAINT "tag_name_check" CHECK (length("name") <= 64),
    CONSTRAINT "tag_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE CASCADE
);

-- New table user.
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" INTEGER NOT NULL DEFAULT 0,
    "image" TEXT,
    "created_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    "updated_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    CONSTRAINT "user_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "user_email_key" UNIQUE ("email"),
    CONSTRAINT "user_emailVerified_check" CHECK ("emailVerified" in (0, 1)),
    CONSTRAINT "user_email_check" CHECK (length("email") <= 255)
);

-- New table video_summary.
CREATE TABLE "video_summary" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "youtube_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "channel" TEXT,
    "duration" INTEGER,
    "processing_status" TEXT NOT NULL DEFAULT 'pending',
    "ai_generated_content" TEXT,
    "created_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    "updated_at" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f','now') || '000Z'),
    CONSTRAINT "video_summary_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "video_summary_user_id_youtube_id_key" UNIQUE ("user_id", "youtube_id"),
    CONSTRAINT "video_summary_duration_check" CHECK (duration >= 0),
    CONSTRAINT "video_summary_processing_status_check" CHECK ("processing_status" in ('pending', 'processing', 'completed', 'failed')),
    CONSTRAINT "video_summary_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE CASCADE
);

-- New table video_summary_category.
CREATE TABLE "video_summary_category" (
    "video_summary_id" TEXT NOT NULL,
    "category_id" TEXT NOT NULL,
    CONSTRAINT "video_summary_category_pkey" PRIMARY KEY ("video_summary_id", "category_id"),
    CONSTRAINT "video_summary_category_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "category" ("id") ON DELETE CASCADE,
    CONSTRAINT "video_summary_category_video_summary_id_fkey" FOREIGN KEY ("video_summary_id") REFERENCES "video_summary" ("id") ON DELETE CASCADE
);

-- New table video_summary_tag.
CREATE TABLE "video_summary_tag" (
    "video_summary_id" TEXT NOT NULL,
    "tag_id" TEXT NOT NULL,
    CONSTRAINT "video_summary_tag_pkey" PRIMARY KEY ("video_summary_id", "tag_id"),
    CONSTRAINT "video_summary_tag_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "tag" ("id") ON DELETE CASCADE,
    CONSTRAINT "video_summary_tag_video_summary_id_fkey" FOREIGN KEY ("video_summary_id") REFERENCES "video_summary" ("id") ON DELETE CASCADE
);

-- Index of category.
CREATE INDEX "category_parent_id_idx" ON "category" ("parent_id");

-- Index of video_summary.
CREATE INDEX "video_summary_user_id_created_at_idx" ON "video_summary" ("user_id", "created_at" DESC);

-- Index of video_summary_category.
CREATE INDEX "video_summary_category_category_id_idx" ON "video_summary_category" ("category_id");

-- Index of video_summary_tag.
CREATE INDEX "video_summary_tag_tag_id_idx" ON "video_summary_tag" ("tag_id");

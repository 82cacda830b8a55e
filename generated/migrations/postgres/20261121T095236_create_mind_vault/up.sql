-- Creates the type processing_status.
CREATE TYPE "processing_status" AS ENUM (
    'pending',
    'processing',
    'completed',
    'failed'
);

COMMENT ON TYPE "processing_status" IS 'How far the processing of a video is.';

-- Creates the table category.
CREATE TABLE "category" (
    "id" text NOT NULL,
    "user_id" text NOT NULL,
    "parent_id" text,
    "name" character varying(64) NOT NULL,
    "created_at" timestamp with time zone DEFAULT now() NOT NULL,
    "updated_at" timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT "category_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "category_user_id_name_key" UNIQUE ("user_id", "name")
);

COMMENT ON TABLE "category" IS 'A shelf; shelves stand in one another.';

-- Builds an index on category; writes to it wait meanwhile.
CREATE INDEX "category_parent_id_idx" ON "category" ("parent_id");

-- Creates the table keyframe.
CREATE TABLE "keyframe" (
    "id" text NOT NULL,
    "video_summary_id" text NOT NULL,
    "position" integer NOT NULL,
    "image_url" text NOT NULL,
    "caption" text,
    "created_at" timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT "keyframe_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "keyframe_video_summary_id_position_key" UNIQUE ("video_summary_id", "position"),
    CONSTRAINT "keyframe_position_check" CHECK (position >= 0)
);

COMMENT ON TABLE "keyframe" IS 'A picture out of a video, and when it is seen.';

COMMENT ON COLUMN "keyframe"."position" IS 'Seconds from the start.';

-- Creates the table tag.
CREATE TABLE "tag" (
    "id" text NOT NULL,
    "user_id" text NOT NULL,
    "name" character varying(64) NOT NULL,
    "color" character varying(7),
    "created_at" timestamp with time zone DEFAULT now() NOT NULL,
    "updated_at" timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT "tag_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "tag_user_id_name_key" UNIQUE ("user_id", "name")
);

COMMENT ON TABLE "tag" IS 'A word by which a person finds summaries again.';

-- Creates the table user.
CREATE TABLE "user" (
    "id" text NOT NULL,
    "name" text NOT NULL,
    "email" character varying(255) NOT NULL,
    "emailVerified" boolean DEFAULT false NOT NULL,
    "image" text,
    "created_at" timestamp with time zone DEFAULT now() NOT NULL,
    "updated_at" timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT "user_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "user_email_key" UNIQUE ("email")
);

COMMENT ON TABLE "user" IS 'A person who signs in.';

-- Creates the table video_summary.
CREATE TABLE "video_summary" (
    "id" text NOT NULL,
    "user_id" text NOT NULL,
    "youtube_id" text NOT NULL,
    "title" text NOT NULL,
    "channel" text,
    "duration" integer,
    "processing_status" "processing_status" DEFAULT 'pending' NOT NULL,
    "ai_generated_content" json,
    "created_at" timestamp with time zone DEFAULT now() NOT NULL,
    "updated_at" timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT "video_summary_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "video_summary_user_id_youtube_id_key" UNIQUE ("user_id", "youtube_id"),
    CONSTRAINT "video_summary_duration_check" CHECK (duration >= 0)
);

COMMENT ON TABLE "video_summary" IS 'A video and what was made of it.';

COMMENT ON COLUMN "video_summary"."duration" IS 'In seconds.';

-- Builds an index on video_summary; writes to it wait meanwhile.
CREATE INDEX "video_summary_user_id_created_at_idx" ON "video_summary" ("user_id", "created_at" DESC);

-- Creates the table video_summary_category.
CREATE TABLE "video_summary_category" (
    "video_summary_id" text NOT NULL,
    "category_id" text NOT NULL,
    CONSTRAINT "video_summary_category_pkey" PRIMARY KEY ("video_summary_id", "category_id")
);

COMMENT ON TABLE "video_summary_category" IS 'On which shelves a summary stands.';

-- Builds an index on video_summary_category; writes to it wait meanwhile.
CREATE INDEX "video_summary_category_category_id_idx" ON "video_summary_category" ("category_id");

-- Creates the table video_summary_tag.
CREATE TABLE "video_summary_tag" (
    "video_summary_id" text NOT NULL,
    "tag_id" text NOT NULL,
    CONSTRAINT "video_summary_tag_pkey" PRIMARY KEY ("video_summary_id", "tag_id")
);

COMMENT ON TABLE "video_summary_tag" IS 'Which tags a summary has.';

-- Builds an index on video_summary_tag; writes to it wait meanwhile.
CREATE INDEX "video_summary_tag_tag_id_idx" ON "video_summary_tag" ("tag_id");

-- Points category at category; writes to category wait for a moment.
ALTER TABLE "category" ADD CONSTRAINT "category_parent_id_fkey"
    FOREIGN KEY ("parent_id") REFERENCES "category" ("id") ON DELETE SET NULL;

-- Points category at user; writes to user wait for a moment.
ALTER TABLE "category" ADD CONSTRAINT "category_user_id_fkey"
    FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE CASCADE;

-- Points keyframe at video_summary; writes to video_summary wait for a moment.
ALTER TABLE "keyframe" ADD CONSTRAINT "keyframe_video_summary_id_fkey"
    FOREIGN KEY ("video_summary_id") REFERENCES "video_summary" ("id") ON DELETE CASCADE;

-- Points tag at user; writes to user wait for a moment.
ALTER TABLE "tag" ADD CONSTRAINT "tag_user_id_fkey"
    FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE CASCADE;

-- Points video_summary at user; writes to user wait for a moment.
ALTER TABLE "video_summary" ADD CONSTRAINT "video_summary_user_id_fkey"
    FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE CASCADE;

-- Points video_summary_category at category; writes to category wait for a moment.
ALTER TABLE "video_summary_category" ADD CONSTRAINT "video_summary_category_category_id_fkey"
    FOREIGN KEY ("category_id") REFERENCES "category" ("id") ON DELETE CASCADE;

-- Points video_summary_category at video_summary; writes to video_summary wait for a moment.
ALTER TABLE "video_summary_category" ADD CONSTRAINT "video_summary_category_video_summary_id_fkey"
    FOREIGN KEY ("video_summary_id") REFERENCES "video_summary" ("id") ON DELETE CASCADE;

-- Points video_summary_tag at tag; writes to tag wait for a moment.
ALTER TABLE "video_summary_tag" ADD CONSTRAINT "video_summary_tag_tag_id_fkey"
    FOREIGN KEY ("tag_id") REFERENCES "tag" ("id") ON DELETE CASCADE;

-- Points video_summary_tag at video_summary; writes to video_summary wait for a moment.
ALTER TABLE "video_summary_tag" ADD CONSTRAINT "video_summary_tag_video_summary_id_fkey"
    FOREIGN KEY ("video_summary_id") REFERENCES "video_summary" ("id") ON DELETE CASCADE;

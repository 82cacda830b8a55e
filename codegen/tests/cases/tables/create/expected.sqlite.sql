-- New table tag.
CREATE TABLE "tag" (
    "id" INTEGER NOT NULL CONSTRAINT "tag_pkey" PRIMARY KEY AUTOINCREMENT,
    "word" TEXT NOT NULL,
    "note" INTEGER NOT NULL,
    CONSTRAINT "tag_word_key" UNIQUE ("word"),
    CONSTRAINT "tag_word_check" CHECK (length("word") <= 20),
    CONSTRAINT "tag_note_fkey" FOREIGN KEY ("note") REFERENCES "note" ("id") ON DELETE CASCADE
);

-- Index of tag.
CREATE INDEX "tag_note_idx" ON "tag" ("note");

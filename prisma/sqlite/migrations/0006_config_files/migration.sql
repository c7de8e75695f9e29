-- CreateTable
CREATE TABLE "config_files" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "webhook_id" TEXT,
    "hash" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 0,
    "missing_since" DATETIME,
    "disabled" BOOLEAN NOT NULL DEFAULT false,
    "secret_unseen" BOOLEAN NOT NULL DEFAULT false,
    "problems_json" TEXT NOT NULL DEFAULT '[]',
    "problems_at" DATETIME
);

-- CreateIndex
CREATE UNIQUE INDEX "config_files_webhook_id_key" ON "config_files"("webhook_id");

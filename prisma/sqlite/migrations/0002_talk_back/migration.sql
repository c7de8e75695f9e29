-- AlterTable
ALTER TABLE "webhook_configs" ADD COLUMN "credential_status_json" TEXT;

-- AlterTable
ALTER TABLE "webhook_actions" ADD COLUMN "external_id" TEXT;
ALTER TABLE "webhook_actions" ADD COLUMN "place_json" TEXT;
ALTER TABLE "webhook_actions" ADD COLUMN "question_id" TEXT;
ALTER TABLE "webhook_actions" ADD COLUMN "requested_by" TEXT;
ALTER TABLE "webhook_actions" ADD COLUMN "way" TEXT;

-- CreateTable
CREATE TABLE "action_jobs" (
    "action_id" TEXT NOT NULL PRIMARY KEY,
    "lane" TEXT NOT NULL,
    "next_attempt_at" DATETIME NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "uncertain" BOOLEAN NOT NULL DEFAULT false,
    "lease_token" TEXT,
    "lease_until" DATETIME
);

-- CreateTable
CREATE TABLE "thread_activity" (
    "webhook_id" TEXT NOT NULL,
    "thread" TEXT NOT NULL,
    "minute" INTEGER NOT NULL,
    "actions" INTEGER NOT NULL DEFAULT 0,

    PRIMARY KEY ("webhook_id", "thread", "minute")
);

-- CreateTable
CREATE TABLE "breakers" (
    "webhook_id" TEXT NOT NULL,
    "thread" TEXT NOT NULL,
    "opened_at" DATETIME NOT NULL,
    "reason" TEXT NOT NULL,

    PRIMARY KEY ("webhook_id", "thread"),
    CONSTRAINT "breakers_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook_configs" ("webhook_id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "provider_credentials" (
    "provider" TEXT NOT NULL PRIMARY KEY,
    "sealed" TEXT NOT NULL,
    "status_json" TEXT,
    "updated_at" DATETIME NOT NULL,
    "updated_by" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "forward_targets" (
    "url" TEXT NOT NULL PRIMARY KEY,
    "sealed" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "created_by" TEXT NOT NULL,
    "disabled_at" DATETIME,
    "disabled_reason" TEXT
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_questions" (
    "question_id" TEXT NOT NULL PRIMARY KEY,
    "event_id" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "task_id" TEXT,
    "action_id" TEXT,
    "command_id" TEXT,
    "agent" TEXT,
    "kind" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "options_json" TEXT NOT NULL DEFAULT '[]',
    "answerers_json" TEXT NOT NULL DEFAULT '[]',
    "status" TEXT NOT NULL,
    "answer" TEXT,
    "answered_by" TEXT,
    "answered_via" TEXT,
    "asked_by" TEXT,
    "asked_at" DATETIME NOT NULL,
    "answered_at" DATETIME,
    "expires_at" DATETIME,
    "default_answer" TEXT,
    "thread" TEXT,
    "place_json" TEXT,
    "announced" BOOLEAN NOT NULL DEFAULT false,
    CONSTRAINT "questions_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "webhook_events" ("event_id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_questions" ("action_id", "answer", "answered_at", "answered_by", "answered_via", "answerers_json", "asked_at", "default_answer", "event_id", "expires_at", "kind", "options_json", "question", "question_id", "status", "task_id") SELECT "action_id", "answer", "answered_at", "answered_by", "answered_via", "answerers_json", "asked_at", "default_answer", "event_id", "expires_at", "kind", "options_json", "question", "question_id", "status", "task_id" FROM "questions";
DROP TABLE "questions";
ALTER TABLE "new_questions" RENAME TO "questions";
CREATE INDEX "questions_event_id_idx" ON "questions"("event_id");
CREATE INDEX "questions_webhook_id_thread_status_idx" ON "questions"("webhook_id", "thread", "status");
CREATE INDEX "questions_status_expires_at_idx" ON "questions"("status", "expires_at");
CREATE INDEX "questions_announced_status_idx" ON "questions"("announced", "status");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "action_jobs_next_attempt_at_idx" ON "action_jobs"("next_attempt_at");

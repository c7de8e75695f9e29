-- AlterTable
ALTER TABLE "webhook_configs" ADD COLUMN "expires_at" DATETIME;
ALTER TABLE "webhook_configs" ADD COLUMN "made_by_key_id" TEXT;
ALTER TABLE "webhook_configs" ADD COLUMN "max_events_per_hour" INTEGER;

-- AlterTable
ALTER TABLE "questions" ADD COLUMN "proposal_id" TEXT;

-- CreateTable
CREATE TABLE "proposals" (
    "proposal_id" TEXT NOT NULL PRIMARY KEY,
    "key_id" TEXT NOT NULL,
    "proposed_by" TEXT NOT NULL,
    "agent" TEXT,
    "verb" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "base_version" INTEGER,
    "input_json" TEXT NOT NULL,
    "sealed" TEXT,
    "summary" TEXT NOT NULL,
    "change_json" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "decided_by" TEXT,
    "reason" TEXT,
    "created_at" DATETIME NOT NULL,
    "decided_at" DATETIME,
    "expires_at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "agent_policies" (
    "key_id" TEXT NOT NULL PRIMARY KEY,
    "may_do_json" TEXT NOT NULL,
    "max_webhooks" INTEGER NOT NULL,
    "max_events_per_hour" INTEGER NOT NULL,
    "expires_after_seconds" INTEGER,
    "updated_at" DATETIME NOT NULL,
    "updated_by" TEXT NOT NULL
);

-- CreateIndex
CREATE INDEX "proposals_key_id_status_idx" ON "proposals"("key_id", "status");

-- CreateIndex
CREATE INDEX "proposals_key_id_created_at_idx" ON "proposals"("key_id", "created_at");

-- CreateIndex
CREATE INDEX "proposals_webhook_id_proposal_id_idx" ON "proposals"("webhook_id", "proposal_id");

-- CreateIndex
CREATE INDEX "proposals_status_expires_at_idx" ON "proposals"("status", "expires_at");

-- CreateIndex
CREATE INDEX "webhook_configs_made_by_key_id_idx" ON "webhook_configs"("made_by_key_id");

-- CreateIndex
CREATE INDEX "webhook_configs_expires_at_idx" ON "webhook_configs"("expires_at");

-- CreateIndex
CREATE INDEX "questions_proposal_id_idx" ON "questions"("proposal_id");

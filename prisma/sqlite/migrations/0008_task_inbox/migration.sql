-- DropIndex
DROP INDEX "tasks_agent_status_task_id_idx";

-- AlterTable
ALTER TABLE "tasks" ADD COLUMN "thread" TEXT;

-- AlterTable
ALTER TABLE "agents" ADD COLUMN "max_concurrent" INTEGER;

-- CreateTable
CREATE TABLE "task_threads" (
    "command_id" TEXT NOT NULL,
    "thread" TEXT NOT NULL,
    "task_id" TEXT NOT NULL,

    PRIMARY KEY ("command_id", "thread")
);

-- CreateTable
CREATE TABLE "task_inbox" (
    "task_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "action_id" TEXT NOT NULL,
    "prompt" TEXT NOT NULL,
    "steers" BOOLEAN NOT NULL,
    "told_at" DATETIME,

    PRIMARY KEY ("task_id", "event_id")
);

-- CreateTable
CREATE TABLE "agent_turns" (
    "agent" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("agent", "webhook_id")
);

-- CreateIndex
CREATE INDEX "task_threads_task_id_idx" ON "task_threads"("task_id");

-- CreateIndex
CREATE INDEX "task_inbox_event_id_idx" ON "task_inbox"("event_id");

-- CreateIndex
CREATE INDEX "tasks_agent_status_webhook_id_task_id_idx" ON "tasks"("agent", "status", "webhook_id", "task_id");

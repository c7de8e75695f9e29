-- CreateIndex
CREATE INDEX "webhook_events_provider_event_id_idx" ON "webhook_events"("provider", "event_id");

-- CreateIndex
CREATE INDEX "webhook_events_event_type_event_id_idx" ON "webhook_events"("event_type", "event_id");

-- Indexes that Prisma's schema cannot say: most rows end in one status, and the others are looked for.
CREATE INDEX "webhook_events_unusual" ON "webhook_events"("status", "event_id") WHERE "status" <> 'PROCESSED';
CREATE INDEX "webhook_actions_unusual" ON "webhook_actions"("status", "action_id") WHERE "status" <> 'SUCCEEDED';
CREATE INDEX "tasks_unusual" ON "tasks"("status", "task_id") WHERE "status" <> 'COMPLETED';

-- The words of each event, each once and without its place. Filled behind the deliveries.
CREATE TABLE "event_search" (
    "event_id" TEXT COLLATE "C" NOT NULL,
    "words" TSVECTOR NOT NULL,

    CONSTRAINT "event_search_pkey" PRIMARY KEY ("event_id")
);
CREATE INDEX "event_search_words" ON "event_search" USING GIN ("words");

-- seq: so far the feed was followed. event_id: so far events from before were indexed; null: all were.
CREATE TABLE "search_progress" (
    "only_row" SMALLINT NOT NULL DEFAULT 1 CHECK ("only_row" = 1),
    "seq" BIGINT NOT NULL,
    "event_id" TEXT COLLATE "C",

    CONSTRAINT "search_progress_pkey" PRIMARY KEY ("only_row")
);
INSERT INTO "search_progress" ("seq", "event_id") VALUES (feed_horizon() - 1, '');

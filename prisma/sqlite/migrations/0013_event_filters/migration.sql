-- CreateIndex
CREATE INDEX "webhook_events_provider_event_id_idx" ON "webhook_events"("provider", "event_id");

-- CreateIndex
CREATE INDEX "webhook_events_event_type_event_id_idx" ON "webhook_events"("event_type", "event_id");

-- Indexes that Prisma's schema cannot say: most rows end in one status, and the others are looked for.
CREATE INDEX "webhook_events_unusual" ON "webhook_events"("status", "event_id") WHERE "status" <> 'PROCESSED';
CREATE INDEX "webhook_actions_unusual" ON "webhook_actions"("status", "action_id") WHERE "status" <> 'SUCCEEDED';
CREATE INDEX "tasks_unusual" ON "tasks"("status", "task_id") WHERE "status" <> 'COMPLETED';

-- CreateIndex
CREATE INDEX "webhook_events_webhook_id_event_type_event_id_idx" ON "webhook_events"("webhook_id", "event_type", "event_id");

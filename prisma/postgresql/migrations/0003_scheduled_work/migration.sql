-- AlterTable
ALTER TABLE "delivery_stats" ADD COLUMN "bytes" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "duties" (
    "name" TEXT COLLATE "C" NOT NULL,
    "holder" TEXT COLLATE "C",
    "token" INTEGER NOT NULL DEFAULT 0,
    "until" BIGINT NOT NULL,

    CONSTRAINT "duties_pkey" PRIMARY KEY ("name")
);

INSERT INTO "duties" ("name", "until") VALUES ('scheduled', 0);

-- What is known of an event beside its row goes with it.
CREATE FUNCTION forget_event() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM deliveries WHERE event_id = OLD.event_id;
  DELETE FROM event_search WHERE event_id = OLD.event_id;
  RETURN NULL;
END $$;
CREATE TRIGGER "webhook_events_forget" AFTER DELETE ON "webhook_events" FOR EACH ROW EXECUTE FUNCTION forget_event();

-- CreateTable
CREATE TABLE "replays" (
    "event_id" TEXT NOT NULL PRIMARY KEY,
    "statuses_json" TEXT
);

-- CreateTable
CREATE TABLE "operations_webhook" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "webhook_id" TEXT NOT NULL,
    "set_at" DATETIME NOT NULL,
    "set_by" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "notices" (
    "notice_id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT,
    "data_json" TEXT NOT NULL,
    "at" DATETIME NOT NULL
);

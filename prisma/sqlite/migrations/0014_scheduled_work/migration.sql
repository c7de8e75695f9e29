-- CreateTable
CREATE TABLE "duties" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "holder" TEXT,
    "token" INTEGER NOT NULL DEFAULT 0,
    "until" DATETIME NOT NULL
);

-- AlterTable
ALTER TABLE "delivery_stats" ADD COLUMN "bytes" BIGINT NOT NULL DEFAULT 0;

INSERT INTO "duties" ("name", "until") VALUES ('scheduled', 0);

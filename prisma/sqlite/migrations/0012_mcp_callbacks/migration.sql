-- CreateTable
CREATE TABLE "mcp_callbacks" (
    "callback_id" TEXT NOT NULL PRIMARY KEY,
    "key_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "arguments_json" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "earlier_sealed" TEXT,
    "earlier_until" DATETIME,
    "cursor" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "expires_at" DATETIME NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" DATETIME NOT NULL,
    "lease_until" DATETIME
);

-- CreateIndex
CREATE INDEX "mcp_callbacks_key_id_idx" ON "mcp_callbacks"("key_id");

-- CreateIndex
CREATE INDEX "mcp_callbacks_next_try_at_idx" ON "mcp_callbacks"("next_try_at");

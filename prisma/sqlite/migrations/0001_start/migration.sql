-- CreateTable
CREATE TABLE "webhook_configs" (
    "webhook_id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "secret" TEXT,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "config_json" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "created_by" TEXT NOT NULL,
    "updated_at" DATETIME NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "allow_unsigned" BOOLEAN NOT NULL DEFAULT false,
    "replay_guard" BOOLEAN NOT NULL DEFAULT false,
    "allowed_ips_json" TEXT NOT NULL DEFAULT '[]',
    "rate_limit_per_minute" INTEGER,
    "scheme_json" TEXT,
    "credentials" TEXT,
    "deleted_at" DATETIME
);

-- CreateTable
CREATE TABLE "webhook_versions" (
    "webhook_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    "by" TEXT NOT NULL,
    "config_json" TEXT NOT NULL,

    PRIMARY KEY ("webhook_id", "version"),
    CONSTRAINT "webhook_versions_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook_configs" ("webhook_id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "webhook_commands" (
    "command_id" TEXT NOT NULL PRIMARY KEY,
    "webhook_id" TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "agent" TEXT,
    "template" TEXT NOT NULL DEFAULT '',
    "conditions_json" TEXT NOT NULL DEFAULT '{}',
    "priority" INTEGER NOT NULL DEFAULT 0,
    "stop" BOOLEAN NOT NULL DEFAULT false,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "target" TEXT,
    "coalesce" TEXT NOT NULL DEFAULT 'NEW',
    "max_concurrent" INTEGER,
    "version" INTEGER NOT NULL DEFAULT 1,
    "deleted_at" DATETIME,
    CONSTRAINT "webhook_commands_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook_configs" ("webhook_id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "webhook_secrets" (
    "secret_id" TEXT NOT NULL PRIMARY KEY,
    "webhook_id" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "expires_at" DATETIME,
    "last_used_at" DATETIME,
    CONSTRAINT "webhook_secrets_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook_configs" ("webhook_id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "webhook_events" (
    "event_id" TEXT NOT NULL PRIMARY KEY,
    "webhook_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "event_type" TEXT NOT NULL,
    "payload_json" TEXT,
    "matched_command" TEXT,
    "task_id" TEXT,
    "response_sent" BOOLEAN NOT NULL DEFAULT false,
    "created_at" DATETIME NOT NULL,
    "delivery_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "status_reason" TEXT,
    "subject_json" TEXT,
    "headers_json" TEXT NOT NULL,
    "raw_body" BLOB,
    "payload_state" TEXT NOT NULL DEFAULT 'STORED',
    "verification_json" TEXT NOT NULL,
    "decisions_json" TEXT NOT NULL DEFAULT '[]',
    "signature_hash" TEXT,
    "replay_of" TEXT,
    "processed_at" DATETIME,
    CONSTRAINT "webhook_events_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook_configs" ("webhook_id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "refused_deliveries" (
    "refused_id" TEXT NOT NULL PRIMARY KEY,
    "webhook_id" TEXT,
    "at" DATETIME NOT NULL,
    "status" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "headers_json" TEXT NOT NULL,
    "remote_address" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "delivery_stats" (
    "webhook_id" TEXT NOT NULL,
    "minute" INTEGER NOT NULL,
    "received" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "matched" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,

    PRIMARY KEY ("webhook_id", "minute"),
    CONSTRAINT "delivery_stats_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook_configs" ("webhook_id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "webhook_actions" (
    "action_id" TEXT NOT NULL PRIMARY KEY,
    "event_id" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "command_id" TEXT,
    "command_version" INTEGER,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "agent" TEXT,
    "target" TEXT,
    "url" TEXT,
    "next_attempt_at" DATETIME,
    "created_at" DATETIME NOT NULL,
    "finished_at" DATETIME,
    CONSTRAINT "webhook_actions_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "webhook_events" ("event_id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "action_attempts" (
    "action_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "status_code" INTEGER,
    "error" TEXT,
    "response" TEXT,

    PRIMARY KEY ("action_id", "number"),
    CONSTRAINT "action_attempts_action_id_fkey" FOREIGN KEY ("action_id") REFERENCES "webhook_actions" ("action_id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "tasks" (
    "task_id" TEXT NOT NULL PRIMARY KEY,
    "event_id" TEXT,
    "webhook_id" TEXT,
    "command_id" TEXT,
    "action_id" TEXT,
    "agent" TEXT NOT NULL,
    "prompt" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "claimed_by" TEXT,
    "lease_hash" TEXT,
    "lease_until" DATETIME,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "progress" TEXT,
    "result_json" TEXT,
    "error" TEXT,
    "created_at" DATETIME NOT NULL,
    "updated_at" DATETIME NOT NULL,
    CONSTRAINT "tasks_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "webhook_events" ("event_id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "questions" (
    "question_id" TEXT NOT NULL PRIMARY KEY,
    "event_id" TEXT NOT NULL,
    "task_id" TEXT,
    "action_id" TEXT,
    "kind" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "options_json" TEXT NOT NULL DEFAULT '[]',
    "answerers_json" TEXT NOT NULL DEFAULT '[]',
    "status" TEXT NOT NULL,
    "answer" TEXT,
    "answered_by" TEXT,
    "answered_via" TEXT,
    "asked_at" DATETIME NOT NULL,
    "answered_at" DATETIME,
    "expires_at" DATETIME,
    "default_answer" TEXT
);

-- CreateTable
CREATE TABLE "agents" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "last_seen_at" DATETIME
);

-- CreateTable
CREATE TABLE "api_keys" (
    "key_id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "agent" TEXT,
    "webhook_ids_json" TEXT NOT NULL DEFAULT '[]',
    "key_hash" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "last_used_at" DATETIME,
    "expires_at" DATETIME,
    "revoked_at" DATETIME
);

-- CreateTable
CREATE TABLE "sessions" (
    "token_hash" TEXT NOT NULL PRIMARY KEY,
    "key_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "expires_at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "audit_log" (
    -- By hand: Prisma writes BIGINT, which SQLite would not number by itself.
    "seq" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "audit_id" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "actor" TEXT NOT NULL,
    "verb" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail_json" TEXT NOT NULL,
    "hash" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "change_feed" (
    -- By hand: Prisma writes BIGINT, which SQLite would not number by itself.
    "seq" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "kind" TEXT NOT NULL,
    "node_id" TEXT NOT NULL,
    "webhook_id" TEXT,
    "agent" TEXT,
    "at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "key_hash" TEXT NOT NULL PRIMARY KEY,
    "request_hash" TEXT NOT NULL,
    "status" INTEGER,
    "response" TEXT,
    "created_at" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "webhook_commands_webhook_id_command_id_idx" ON "webhook_commands"("webhook_id", "command_id");

-- CreateIndex
CREATE INDEX "webhook_secrets_webhook_id_idx" ON "webhook_secrets"("webhook_id");

-- CreateIndex
CREATE INDEX "webhook_events_webhook_id_event_id_idx" ON "webhook_events"("webhook_id", "event_id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_events_webhook_id_delivery_id_key" ON "webhook_events"("webhook_id", "delivery_id");

-- CreateIndex
CREATE INDEX "refused_deliveries_webhook_id_refused_id_idx" ON "refused_deliveries"("webhook_id", "refused_id");

-- CreateIndex
CREATE INDEX "webhook_actions_event_id_idx" ON "webhook_actions"("event_id");

-- CreateIndex
CREATE INDEX "tasks_agent_status_task_id_idx" ON "tasks"("agent", "status", "task_id");

-- CreateIndex
CREATE INDEX "tasks_event_id_idx" ON "tasks"("event_id");

-- CreateIndex
CREATE INDEX "questions_event_id_idx" ON "questions"("event_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_key_hash_key" ON "api_keys"("key_hash");

-- CreateIndex
CREATE UNIQUE INDEX "audit_log_audit_id_key" ON "audit_log"("audit_id");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- By hand: Prisma cannot express indexes over a part of a table.
CREATE INDEX "webhook_events_unfinished" ON "webhook_events"("event_id") WHERE "status" IN ('RECEIVED', 'PROCESSING');
CREATE INDEX "webhook_events_signature" ON "webhook_events"("webhook_id", "signature_hash") WHERE "signature_hash" IS NOT NULL;
CREATE INDEX "tasks_leased" ON "tasks"("lease_until") WHERE "status" = 'CLAIMED';
CREATE INDEX "webhook_actions_due" ON "webhook_actions"("next_attempt_at") WHERE "status" IN ('PENDING', 'RETRYING', 'RUNNING');

-- The model of prisma/models.prisma with times as milliseconds and booleans as 0 and 1, as on SQLite, so that one statement
-- serves both databases and rows are moved from one to the other as they are. Texts are ordered by their bytes: ids hold a time.
-- Nothing refers to webhook_events by a foreign key, for its partitions are dropped whole.

-- CreateTable
CREATE TABLE "webhook_configs" (
    "webhook_id" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "provider" TEXT COLLATE "C" NOT NULL,
    "endpoint" TEXT COLLATE "C" NOT NULL,
    "secret" TEXT COLLATE "C",
    "enabled" SMALLINT NOT NULL DEFAULT 1,
    "config_json" TEXT COLLATE "C" NOT NULL,
    "created_at" BIGINT NOT NULL,
    "created_by" TEXT COLLATE "C" NOT NULL,
    "updated_at" BIGINT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "allow_unsigned" SMALLINT NOT NULL DEFAULT 0,
    "replay_guard" SMALLINT NOT NULL DEFAULT 0,
    "allowed_ips_json" TEXT COLLATE "C" NOT NULL DEFAULT '[]',
    "rate_limit_per_minute" INTEGER,
    "scheme_json" TEXT COLLATE "C",
    "credentials" TEXT COLLATE "C",
    "credential_status_json" TEXT COLLATE "C",
    "deleted_at" BIGINT,
    "made_by_key_id" TEXT COLLATE "C",
    "max_events_per_hour" INTEGER,
    "expires_at" BIGINT,

    CONSTRAINT "webhook_configs_pkey" PRIMARY KEY ("webhook_id")
);

-- CreateTable
CREATE TABLE "webhook_versions" (
    "webhook_id" TEXT COLLATE "C" NOT NULL,
    "version" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "by" TEXT COLLATE "C" NOT NULL,
    "config_json" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "webhook_versions_pkey" PRIMARY KEY ("webhook_id","version")
);

-- CreateTable
CREATE TABLE "webhook_commands" (
    "command_id" TEXT COLLATE "C" NOT NULL,
    "webhook_id" TEXT COLLATE "C" NOT NULL,
    "trigger" TEXT COLLATE "C" NOT NULL,
    "action" TEXT COLLATE "C" NOT NULL,
    "agent" TEXT COLLATE "C",
    "template" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "conditions_json" TEXT COLLATE "C" NOT NULL DEFAULT '{}',
    "priority" INTEGER NOT NULL DEFAULT 0,
    "stop" SMALLINT NOT NULL DEFAULT 0,
    "enabled" SMALLINT NOT NULL DEFAULT 1,
    "target" TEXT COLLATE "C",
    "coalesce" TEXT COLLATE "C" NOT NULL DEFAULT 'NEW',
    "max_concurrent" INTEGER,
    "version" INTEGER NOT NULL DEFAULT 1,
    "deleted_at" BIGINT,

    CONSTRAINT "webhook_commands_pkey" PRIMARY KEY ("command_id")
);

-- CreateTable
CREATE TABLE "webhook_secrets" (
    "secret_id" TEXT COLLATE "C" NOT NULL,
    "webhook_id" TEXT COLLATE "C" NOT NULL,
    "sealed" TEXT COLLATE "C" NOT NULL,
    "hint" TEXT COLLATE "C" NOT NULL,
    "created_at" BIGINT NOT NULL,
    "expires_at" BIGINT,
    "last_used_at" BIGINT,

    CONSTRAINT "webhook_secrets_pkey" PRIMARY KEY ("secret_id")
);

-- CreateTable
CREATE TABLE "webhook_events" (
    "event_id" TEXT COLLATE "C" NOT NULL,
    "webhook_id" TEXT COLLATE "C" NOT NULL,
    "provider" TEXT COLLATE "C" NOT NULL,
    "event_type" TEXT COLLATE "C" NOT NULL,
    "payload_json" TEXT COLLATE "C",
    "matched_command" TEXT COLLATE "C",
    "task_id" TEXT COLLATE "C",
    "response_sent" SMALLINT NOT NULL DEFAULT 0,
    "created_at" BIGINT NOT NULL,
    "delivery_id" TEXT COLLATE "C" NOT NULL,
    "status" TEXT COLLATE "C" NOT NULL,
    "status_reason" TEXT COLLATE "C",
    "subject_json" TEXT COLLATE "C",
    "headers_json" TEXT COLLATE "C" NOT NULL,
    "raw_body" BYTEA,
    "payload_state" TEXT COLLATE "C" NOT NULL DEFAULT 'STORED',
    "verification_json" TEXT COLLATE "C" NOT NULL,
    "decisions_json" TEXT COLLATE "C" NOT NULL DEFAULT '[]',
    "signature_hash" TEXT COLLATE "C",
    "replay_of" TEXT COLLATE "C",
    "processed_at" BIGINT,

    CONSTRAINT "webhook_events_pkey" PRIMARY KEY ("event_id")
) PARTITION BY RANGE ("event_id");

-- CreateTable
CREATE TABLE "replays" (
    "event_id" TEXT COLLATE "C" NOT NULL,
    "statuses_json" TEXT COLLATE "C",

    CONSTRAINT "replays_pkey" PRIMARY KEY ("event_id")
);

-- CreateTable
CREATE TABLE "refused_deliveries" (
    "refused_id" TEXT COLLATE "C" NOT NULL,
    "webhook_id" TEXT COLLATE "C",
    "at" BIGINT NOT NULL,
    "status" INTEGER NOT NULL,
    "code" TEXT COLLATE "C" NOT NULL,
    "reason" TEXT COLLATE "C" NOT NULL,
    "headers_json" TEXT COLLATE "C" NOT NULL,
    "remote_address" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "refused_deliveries_pkey" PRIMARY KEY ("refused_id")
);

-- CreateTable
CREATE TABLE "delivery_stats" (
    "webhook_id" TEXT COLLATE "C" NOT NULL,
    "minute" INTEGER NOT NULL,
    "received" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "matched" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "delivery_stats_pkey" PRIMARY KEY ("webhook_id","minute")
);

-- CreateTable
CREATE TABLE "webhook_actions" (
    "action_id" TEXT COLLATE "C" NOT NULL,
    "event_id" TEXT COLLATE "C" NOT NULL,
    "webhook_id" TEXT COLLATE "C" NOT NULL,
    "command_id" TEXT COLLATE "C",
    "command_version" INTEGER,
    "kind" TEXT COLLATE "C" NOT NULL,
    "status" TEXT COLLATE "C" NOT NULL,
    "text" TEXT COLLATE "C" NOT NULL,
    "agent" TEXT COLLATE "C",
    "target" TEXT COLLATE "C",
    "url" TEXT COLLATE "C",
    "next_attempt_at" BIGINT,
    "created_at" BIGINT NOT NULL,
    "finished_at" BIGINT,
    "place_json" TEXT COLLATE "C",
    "way" TEXT COLLATE "C",
    "external_id" TEXT COLLATE "C",
    "question_id" TEXT COLLATE "C",
    "requested_by" TEXT COLLATE "C",

    CONSTRAINT "webhook_actions_pkey" PRIMARY KEY ("action_id")
);

-- CreateTable
CREATE TABLE "action_jobs" (
    "action_id" TEXT COLLATE "C" NOT NULL,
    "lane" TEXT COLLATE "C" NOT NULL,
    "next_attempt_at" BIGINT NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "uncertain" SMALLINT NOT NULL DEFAULT 0,
    "lease_token" TEXT COLLATE "C",
    "lease_until" BIGINT,

    CONSTRAINT "action_jobs_pkey" PRIMARY KEY ("action_id")
);

-- CreateTable
CREATE TABLE "thread_activity" (
    "webhook_id" TEXT COLLATE "C" NOT NULL,
    "thread" TEXT COLLATE "C" NOT NULL,
    "minute" INTEGER NOT NULL,
    "actions" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "thread_activity_pkey" PRIMARY KEY ("webhook_id","thread","minute")
);

-- CreateTable
CREATE TABLE "breakers" (
    "webhook_id" TEXT COLLATE "C" NOT NULL,
    "thread" TEXT COLLATE "C" NOT NULL,
    "opened_at" BIGINT NOT NULL,
    "reason" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "breakers_pkey" PRIMARY KEY ("webhook_id","thread")
);

-- CreateTable
CREATE TABLE "provider_credentials" (
    "provider" TEXT COLLATE "C" NOT NULL,
    "sealed" TEXT COLLATE "C" NOT NULL,
    "status_json" TEXT COLLATE "C",
    "updated_at" BIGINT NOT NULL,
    "updated_by" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "provider_credentials_pkey" PRIMARY KEY ("provider")
);

-- CreateTable
CREATE TABLE "forward_targets" (
    "url" TEXT COLLATE "C" NOT NULL,
    "sealed" TEXT COLLATE "C" NOT NULL,
    "hint" TEXT COLLATE "C" NOT NULL,
    "created_at" BIGINT NOT NULL,
    "created_by" TEXT COLLATE "C" NOT NULL,
    "disabled_at" BIGINT,
    "disabled_reason" TEXT COLLATE "C",
    "earlier_sealed" TEXT COLLATE "C",
    "earlier_until" BIGINT,

    CONSTRAINT "forward_targets_pkey" PRIMARY KEY ("url")
);

-- CreateTable
CREATE TABLE "mcp_callbacks" (
    "callback_id" TEXT COLLATE "C" NOT NULL,
    "key_id" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "arguments_json" TEXT COLLATE "C" NOT NULL,
    "url" TEXT COLLATE "C" NOT NULL,
    "sealed" TEXT COLLATE "C" NOT NULL,
    "earlier_sealed" TEXT COLLATE "C",
    "earlier_until" BIGINT,
    "cursor" TEXT COLLATE "C" NOT NULL,
    "created_at" BIGINT NOT NULL,
    "expires_at" BIGINT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" BIGINT NOT NULL,
    "lease_until" BIGINT,

    CONSTRAINT "mcp_callbacks_pkey" PRIMARY KEY ("callback_id")
);

-- CreateTable
CREATE TABLE "action_attempts" (
    "action_id" TEXT COLLATE "C" NOT NULL,
    "number" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "status_code" INTEGER,
    "error" TEXT COLLATE "C",
    "response" TEXT COLLATE "C",

    CONSTRAINT "action_attempts_pkey" PRIMARY KEY ("action_id","number")
);

-- CreateTable
CREATE TABLE "tasks" (
    "task_id" TEXT COLLATE "C" NOT NULL,
    "event_id" TEXT COLLATE "C",
    "webhook_id" TEXT COLLATE "C",
    "command_id" TEXT COLLATE "C",
    "action_id" TEXT COLLATE "C",
    "agent" TEXT COLLATE "C" NOT NULL,
    "prompt" TEXT COLLATE "C" NOT NULL,
    "status" TEXT COLLATE "C" NOT NULL,
    "claimed_by" TEXT COLLATE "C",
    "lease_hash" TEXT COLLATE "C",
    "lease_until" BIGINT,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "progress" TEXT COLLATE "C",
    "result_json" TEXT COLLATE "C",
    "error" TEXT COLLATE "C",
    "created_at" BIGINT NOT NULL,
    "updated_at" BIGINT NOT NULL,
    "thread" TEXT COLLATE "C",

    CONSTRAINT "tasks_pkey" PRIMARY KEY ("task_id")
);

-- CreateTable
CREATE TABLE "task_threads" (
    "command_id" TEXT COLLATE "C" NOT NULL,
    "thread" TEXT COLLATE "C" NOT NULL,
    "task_id" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "task_threads_pkey" PRIMARY KEY ("command_id","thread")
);

-- CreateTable
CREATE TABLE "task_inbox" (
    "task_id" TEXT COLLATE "C" NOT NULL,
    "event_id" TEXT COLLATE "C" NOT NULL,
    "action_id" TEXT COLLATE "C" NOT NULL,
    "prompt" TEXT COLLATE "C" NOT NULL,
    "steers" SMALLINT NOT NULL,
    "told_at" BIGINT,

    CONSTRAINT "task_inbox_pkey" PRIMARY KEY ("task_id","event_id")
);

-- CreateTable
CREATE TABLE "agent_turns" (
    "agent" TEXT COLLATE "C" NOT NULL,
    "webhook_id" TEXT COLLATE "C" NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "agent_turns_pkey" PRIMARY KEY ("agent","webhook_id")
);

-- CreateTable
CREATE TABLE "questions" (
    "question_id" TEXT COLLATE "C" NOT NULL,
    "event_id" TEXT COLLATE "C" NOT NULL,
    "webhook_id" TEXT COLLATE "C" NOT NULL,
    "task_id" TEXT COLLATE "C",
    "ask_key" TEXT COLLATE "C",
    "action_id" TEXT COLLATE "C",
    "command_id" TEXT COLLATE "C",
    "agent" TEXT COLLATE "C",
    "kind" TEXT COLLATE "C" NOT NULL,
    "question" TEXT COLLATE "C" NOT NULL,
    "options_json" TEXT COLLATE "C" NOT NULL DEFAULT '[]',
    "answerers_json" TEXT COLLATE "C" NOT NULL DEFAULT '[]',
    "status" TEXT COLLATE "C" NOT NULL,
    "answer" TEXT COLLATE "C",
    "answered_by" TEXT COLLATE "C",
    "answered_via" TEXT COLLATE "C",
    "asked_by" TEXT COLLATE "C",
    "asked_at" BIGINT NOT NULL,
    "answered_at" BIGINT,
    "expires_at" BIGINT,
    "default_answer" TEXT COLLATE "C",
    "thread" TEXT COLLATE "C",
    "place_json" TEXT COLLATE "C",
    "announced" SMALLINT NOT NULL DEFAULT 0,
    "proposal_id" TEXT COLLATE "C",

    CONSTRAINT "questions_pkey" PRIMARY KEY ("question_id")
);

-- CreateTable
CREATE TABLE "proposals" (
    "proposal_id" TEXT COLLATE "C" NOT NULL,
    "key_id" TEXT COLLATE "C" NOT NULL,
    "proposed_by" TEXT COLLATE "C" NOT NULL,
    "agent" TEXT COLLATE "C",
    "verb" TEXT COLLATE "C" NOT NULL,
    "webhook_id" TEXT COLLATE "C" NOT NULL,
    "provider" TEXT COLLATE "C" NOT NULL,
    "base_version" INTEGER,
    "input_json" TEXT COLLATE "C" NOT NULL,
    "sealed" TEXT COLLATE "C",
    "summary" TEXT COLLATE "C" NOT NULL,
    "change_json" TEXT COLLATE "C" NOT NULL,
    "status" TEXT COLLATE "C" NOT NULL,
    "decided_by" TEXT COLLATE "C",
    "reason" TEXT COLLATE "C",
    "created_at" BIGINT NOT NULL,
    "decided_at" BIGINT,
    "expires_at" BIGINT NOT NULL,

    CONSTRAINT "proposals_pkey" PRIMARY KEY ("proposal_id")
);

-- CreateTable
CREATE TABLE "agent_policies" (
    "key_id" TEXT COLLATE "C" NOT NULL,
    "may_do_json" TEXT COLLATE "C" NOT NULL,
    "max_webhooks" INTEGER NOT NULL,
    "max_events_per_hour" INTEGER NOT NULL,
    "expires_after_seconds" INTEGER,
    "updated_at" BIGINT NOT NULL,
    "updated_by" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "agent_policies_pkey" PRIMARY KEY ("key_id")
);

-- CreateTable
CREATE TABLE "agents" (
    "name" TEXT COLLATE "C" NOT NULL,
    "last_seen_at" BIGINT,
    "max_concurrent" INTEGER,

    CONSTRAINT "agents_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "key_id" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "role" TEXT COLLATE "C" NOT NULL,
    "agent" TEXT COLLATE "C",
    "webhook_ids_json" TEXT COLLATE "C" NOT NULL DEFAULT '[]',
    "key_hash" TEXT COLLATE "C" NOT NULL,
    "hint" TEXT COLLATE "C" NOT NULL,
    "created_at" BIGINT NOT NULL,
    "last_used_at" BIGINT,
    "expires_at" BIGINT,
    "revoked_at" BIGINT,

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("key_id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "token_hash" TEXT COLLATE "C" NOT NULL,
    "key_id" TEXT COLLATE "C" NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "created_at" BIGINT NOT NULL,
    "expires_at" BIGINT NOT NULL,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "people" (
    "person_id" TEXT COLLATE "C" NOT NULL,
    "issuer" TEXT COLLATE "C" NOT NULL,
    "subject" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "email" TEXT COLLATE "C",
    "role" TEXT COLLATE "C" NOT NULL,
    "created_at" BIGINT NOT NULL,
    "last_sign_in_at" BIGINT NOT NULL,

    CONSTRAINT "people_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "person_sessions" (
    "token_hash" TEXT COLLATE "C" NOT NULL,
    "person_id" TEXT COLLATE "C" NOT NULL,
    "created_at" BIGINT NOT NULL,
    "expires_at" BIGINT NOT NULL,

    CONSTRAINT "person_sessions_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "used_sign_ins" (
    "state_hash" TEXT COLLATE "C" NOT NULL,
    "expires_at" BIGINT NOT NULL,

    CONSTRAINT "used_sign_ins_pkey" PRIMARY KEY ("state_hash")
);

-- CreateTable
CREATE TABLE "audit_log" (
    "seq" BIGINT NOT NULL,
    "audit_id" TEXT COLLATE "C" NOT NULL,
    "at" BIGINT NOT NULL,
    "actor" TEXT COLLATE "C" NOT NULL,
    "verb" TEXT COLLATE "C" NOT NULL,
    "subject" TEXT COLLATE "C" NOT NULL,
    "detail_json" TEXT COLLATE "C" NOT NULL,
    "hash" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "audit_log_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "change_feed" (
    "seq" BIGINT NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "node_id" TEXT COLLATE "C" NOT NULL,
    "webhook_id" TEXT COLLATE "C",
    "agent" TEXT COLLATE "C",
    "at" BIGINT NOT NULL,

    CONSTRAINT "change_feed_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "key_hash" TEXT COLLATE "C" NOT NULL,
    "request_hash" TEXT COLLATE "C" NOT NULL,
    "status" INTEGER,
    "response" TEXT COLLATE "C",
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("key_hash")
);

-- CreateTable
CREATE TABLE "config_files" (
    "name" TEXT COLLATE "C" NOT NULL,
    "webhook_id" TEXT COLLATE "C",
    "hash" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 0,
    "missing_since" BIGINT,
    "disabled" SMALLINT NOT NULL DEFAULT 0,
    "secret_unseen" SMALLINT NOT NULL DEFAULT 0,
    "problems_json" TEXT COLLATE "C" NOT NULL DEFAULT '[]',
    "problems_at" BIGINT,

    CONSTRAINT "config_files_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "webhook_configs_made_by_key_id_idx" ON "webhook_configs"("made_by_key_id");

-- CreateIndex
CREATE INDEX "webhook_configs_expires_at_idx" ON "webhook_configs"("expires_at");

-- CreateIndex
CREATE INDEX "webhook_commands_webhook_id_command_id_idx" ON "webhook_commands"("webhook_id", "command_id");

-- CreateIndex
CREATE INDEX "webhook_secrets_webhook_id_idx" ON "webhook_secrets"("webhook_id");

-- CreateIndex
CREATE INDEX "webhook_events_webhook_id_event_id_idx" ON "webhook_events"("webhook_id", "event_id");

-- CreateIndex
CREATE INDEX "refused_deliveries_webhook_id_refused_id_idx" ON "refused_deliveries"("webhook_id", "refused_id");

-- CreateIndex
CREATE INDEX "webhook_actions_event_id_idx" ON "webhook_actions"("event_id");

-- CreateIndex
CREATE INDEX "action_jobs_next_attempt_at_idx" ON "action_jobs"("next_attempt_at");

-- CreateIndex
CREATE INDEX "mcp_callbacks_key_id_idx" ON "mcp_callbacks"("key_id");

-- CreateIndex
CREATE INDEX "mcp_callbacks_next_try_at_idx" ON "mcp_callbacks"("next_try_at");

-- CreateIndex
CREATE INDEX "tasks_agent_status_webhook_id_task_id_idx" ON "tasks"("agent", "status", "webhook_id", "task_id");

-- CreateIndex
CREATE INDEX "tasks_event_id_idx" ON "tasks"("event_id");

-- CreateIndex
CREATE INDEX "task_threads_task_id_idx" ON "task_threads"("task_id");

-- CreateIndex
CREATE INDEX "task_inbox_event_id_idx" ON "task_inbox"("event_id");

-- CreateIndex
CREATE INDEX "questions_event_id_idx" ON "questions"("event_id");

-- CreateIndex
CREATE INDEX "questions_webhook_id_thread_status_idx" ON "questions"("webhook_id", "thread", "status");

-- CreateIndex
CREATE INDEX "questions_status_expires_at_idx" ON "questions"("status", "expires_at");

-- CreateIndex
CREATE INDEX "questions_announced_status_idx" ON "questions"("announced", "status");

-- CreateIndex
CREATE INDEX "questions_proposal_id_idx" ON "questions"("proposal_id");

-- CreateIndex
CREATE UNIQUE INDEX "questions_task_id_ask_key_key" ON "questions"("task_id", "ask_key");

-- CreateIndex
CREATE INDEX "proposals_key_id_status_idx" ON "proposals"("key_id", "status");

-- CreateIndex
CREATE INDEX "proposals_key_id_created_at_idx" ON "proposals"("key_id", "created_at");

-- CreateIndex
CREATE INDEX "proposals_webhook_id_proposal_id_idx" ON "proposals"("webhook_id", "proposal_id");

-- CreateIndex
CREATE INDEX "proposals_status_expires_at_idx" ON "proposals"("status", "expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_key_hash_key" ON "api_keys"("key_hash");

-- CreateIndex
CREATE UNIQUE INDEX "people_issuer_subject_key" ON "people"("issuer", "subject");

-- CreateIndex
CREATE INDEX "person_sessions_person_id_idx" ON "person_sessions"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_log_audit_id_key" ON "audit_log"("audit_id");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "config_files_webhook_id_key" ON "config_files"("webhook_id");

-- AddForeignKey
ALTER TABLE "webhook_versions" ADD CONSTRAINT "webhook_versions_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook_configs"("webhook_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_commands" ADD CONSTRAINT "webhook_commands_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook_configs"("webhook_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_secrets" ADD CONSTRAINT "webhook_secrets_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook_configs"("webhook_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "breakers" ADD CONSTRAINT "breakers_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook_configs"("webhook_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "action_attempts" ADD CONSTRAINT "action_attempts_action_id_fkey" FOREIGN KEY ("action_id") REFERENCES "webhook_actions"("action_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Indexes that Prisma's schema cannot say.
CREATE INDEX "webhook_events_unfinished" ON "webhook_events"("event_id") WHERE "status" IN ('RECEIVED', 'PROCESSING');
CREATE INDEX "webhook_events_signature" ON "webhook_events"("webhook_id", "signature_hash") WHERE "signature_hash" IS NOT NULL;
CREATE INDEX "tasks_leased" ON "tasks"("lease_until") WHERE "status" = 'CLAIMED';
CREATE INDEX "webhook_actions_due" ON "webhook_actions"("next_attempt_at") WHERE "status" IN ('PENDING', 'RETRYING', 'RUNNING');

-- Each delivery id once for each webhook: over all partitions, which an index of webhook_events could not say.
CREATE TABLE "deliveries" (
    "webhook_id" TEXT COLLATE "C" NOT NULL,
    "delivery_id" TEXT COLLATE "C" NOT NULL,
    "event_id" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("webhook_id", "delivery_id")
);
CREATE INDEX "deliveries_event_id_idx" ON "deliveries"("event_id");

-- Takes what no other partition does: ids from before the first one or from far ahead.
CREATE TABLE "webhook_events_default" PARTITION OF "webhook_events" DEFAULT;

-- The hash of the audit's chain.
CREATE FUNCTION sha256(content TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT encode(sha256(convert_to(content, 'UTF8')), 'hex') $$;

-- The change feed is ordered by transaction, then within it: positions are in commit order for whoever reads below the oldest
-- transaction that is still running. A position is (epoch + transaction id) * 16384 + place in the transaction.
-- trimmed_to: the last position that retention has taken away.
CREATE TABLE "feed_state" (
    "only_row" SMALLINT NOT NULL DEFAULT 1 CHECK ("only_row" = 1),
    "epoch" BIGINT NOT NULL,
    "trimmed_to" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "feed_state_pkey" PRIMARY KEY ("only_row")
);
-- Starts at 1 on this cluster, however many transactions it has seen.
INSERT INTO "feed_state" ("epoch") VALUES (1 - pg_current_xact_id()::text::bigint);

CREATE FUNCTION next_feed_position() RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
    place BIGINT := coalesce(nullif(current_setting('hookline.feed_place', true), ''), '0')::bigint;
BEGIN
    IF place >= 16384 THEN
        RAISE EXCEPTION 'One transaction tells of at most 16384 changes';
    END IF;
    PERFORM set_config('hookline.feed_place', (place + 1)::text, true);
    RETURN ((SELECT epoch FROM feed_state) + pg_current_xact_id()::text::bigint) * 16384 + place;
END $$;
ALTER TABLE "change_feed" ALTER COLUMN "seq" SET DEFAULT next_feed_position();

-- Everything before it is there: no transaction that is still running can add to it.
CREATE FUNCTION feed_horizon() RETURNS BIGINT LANGUAGE sql STABLE AS
$$ SELECT ((SELECT epoch FROM feed_state) + pg_snapshot_xmin(pg_current_snapshot())::text::bigint) * 16384 $$;

-- Called at each start: in a database that was restored into a younger cluster, positions go on from the last one.
CREATE FUNCTION raise_feed_epoch() RETURNS void LANGUAGE sql AS $$
    UPDATE feed_state SET epoch = last.seq / 16384 + 1 - pg_snapshot_xmax(pg_current_snapshot())::text::bigint
    FROM (SELECT max(seq) AS seq FROM change_feed) AS last
    WHERE last.seq / 16384 >= epoch + pg_snapshot_xmax(pg_current_snapshot())::text::bigint
$$;

CREATE FUNCTION note_trimmed_feed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE feed_state SET trimmed_to = gone.seq FROM (SELECT max(seq) AS seq FROM removed) AS gone WHERE gone.seq > trimmed_to;
    RETURN NULL;
END $$;
CREATE TRIGGER "change_feed_is_trimmed" AFTER DELETE ON "change_feed"
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION note_trimmed_feed();

-- Numbers of the audit have no gaps; the last one is remembered apart, so that an end that was cut off is seen.
CREATE TABLE "audit_given" (
    "only_row" SMALLINT NOT NULL DEFAULT 1 CHECK ("only_row" = 1),
    "seq" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "audit_given_pkey" PRIMARY KEY ("only_row")
);
INSERT INTO "audit_given" DEFAULT VALUES;

CREATE FUNCTION number_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE audit_given SET seq = seq + 1 RETURNING seq INTO NEW.seq;
    RETURN NEW;
END $$;
CREATE TRIGGER "audit_log_is_numbered" BEFORE INSERT ON "audit_log" FOR EACH ROW EXECUTE FUNCTION number_audit_entry();

-- Holds back mistakes: whoever may change the tables can also drop these, and then the chain of hashes tells.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit is only added to';
END $$;
CREATE TRIGGER "audit_log_is_not_changed" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_log"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

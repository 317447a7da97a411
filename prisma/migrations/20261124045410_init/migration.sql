-- CreateTable
CREATE TABLE "provider" (
    "id" TEXT NOT NULL,
    "corp_id" TEXT,
    "secret_sealed" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "proof_window_until" TIMESTAMPTZ(3),

    CONSTRAINT "provider_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "suites" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'app',
    "dialect" TEXT NOT NULL DEFAULT 'wecom',
    "suite_id" TEXT,
    "suite_secret_sealed" BYTEA,
    "install_auth_type" INTEGER NOT NULL DEFAULT 0,
    "app_ids" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "is_individual_owned" BOOLEAN NOT NULL DEFAULT false,
    "position" INTEGER NOT NULL DEFAULT 0,
    "proof_window_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "suites_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "callback_keys" (
    "id" UUID NOT NULL,
    "suite_row_id" UUID,
    "token_sealed" BYTEA NOT NULL,
    "encoding_aes_key_sealed" BYTEA NOT NULL,
    "fingerprint" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ends_at" TIMESTAMPTZ(3),

    CONSTRAINT "callback_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "url_proofs" (
    "id" UUID NOT NULL,
    "suite_row_id" UUID,
    "channel" TEXT NOT NULL,
    "echo_hash" BYTEA NOT NULL,
    "proven_at" TIMESTAMPTZ(3) NOT NULL,
    "answer_ms" INTEGER NOT NULL,

    CONSTRAINT "url_proofs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "suite_tickets" (
    "id" UUID NOT NULL,
    "suite_row_id" UUID NOT NULL,
    "platform_time" TIMESTAMPTZ(3) NOT NULL,
    "ticket_sealed" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "suite_tickets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "corps" (
    "id" UUID NOT NULL,
    "plain_corp_id" TEXT,
    "open_corp_id" TEXT,
    "name" TEXT NOT NULL,
    "full_name" TEXT,
    "type" TEXT,
    "subject_type" INTEGER,
    "industry" TEXT,
    "sub_industry" TEXT,
    "scale" TEXT,
    "logo_url" TEXT,
    "user_max" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "corps_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "authorizations" (
    "id" UUID NOT NULL,
    "suite_row_id" UUID NOT NULL,
    "corp_row_id" UUID NOT NULL,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "status" TEXT NOT NULL,
    "status_reason" TEXT,
    "auth_mode" INTEGER,
    "is_customized_app" BOOLEAN NOT NULL DEFAULT false,
    "permanent_code_sealed" BYTEA,
    "permanent_code_version" INTEGER NOT NULL DEFAULT 0,
    "agents" JSONB NOT NULL DEFAULT '[]',
    "authorized_by" JSONB,
    "admins" JSONB NOT NULL DEFAULT '[]',
    "edition" JSONB,
    "dealer" JSONB,
    "answer_sealed" BYTEA,
    "source" TEXT,
    "authorized_at" TIMESTAMPTZ(3) NOT NULL,
    "last_event_at" TIMESTAMPTZ(3),
    "refreshed_at" TIMESTAMPTZ(3),
    "cancelled_at" TIMESTAMPTZ(3),
    "purge_after" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "authorizations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tokens" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "value_sealed" BYTEA,
    "version" INTEGER NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(3),
    "fetched_at" TIMESTAMPTZ(3),
    "lease_token" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "forced_at" TIMESTAMPTZ(3),
    "last_errcode" INTEGER,
    "last_error_at" TIMESTAMPTZ(3),
    "retry_after" TIMESTAMPTZ(3),

    CONSTRAINT "tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbound_events" (
    "id" UUID NOT NULL,
    "suite_row_id" UUID,
    "channel" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "change_type" TEXT,
    "corp_id" TEXT,
    "receive_id" TEXT NOT NULL,
    "platform_time" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "meaning_hash" BYTEA NOT NULL,
    "is_stale" BOOLEAN NOT NULL DEFAULT false,
    "payload_sealed" BYTEA NOT NULL,

    CONSTRAINT "inbound_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "work_items" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'ready',
    "priority" INTEGER NOT NULL DEFAULT 10,
    "run_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_until" TIMESTAMPTZ(3),
    "lease_token" UUID,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "work_items_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "auth_exchanges" (
    "id" UUID NOT NULL,
    "suite_row_id" UUID NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "code_sealed" BYTEA,
    "source" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "install_state_id" UUID,
    "authorization_id" UUID,
    "reference" TEXT NOT NULL,
    "platform_time" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_token" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "errcode" INTEGER,
    "error_code" TEXT,
    "answer_sealed" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "auth_exchanges_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "install_states" (
    "id" UUID NOT NULL,
    "suite_row_id" UUID NOT NULL,
    "state_hash" BYTEA NOT NULL,
    "browser_hash" BYTEA NOT NULL,
    "reference" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "failure" TEXT,
    "errcode" INTEGER,

    CONSTRAINT "install_states_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pending_sign_ins" (
    "id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "browser_hash" BYTEA NOT NULL,
    "suite_row_id" UUID NOT NULL,
    "corp_row_id" UUID NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "user_id" TEXT NOT NULL,
    "user_name" TEXT,
    "avatar" TEXT,
    "user_type" INTEGER NOT NULL,
    "access" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "pending_sign_ins_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "admin_sessions" (
    "id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "suite_row_id" UUID NOT NULL,
    "corp_row_id" UUID NOT NULL,
    "user_id" TEXT NOT NULL,
    "user_name" TEXT,
    "avatar" TEXT,
    "user_type" INTEGER NOT NULL,
    "access" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "admin_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "password_hash" TEXT,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_sign_in_at" TIMESTAMPTZ(3),

    CONSTRAINT "staff_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff_sessions" (
    "id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "staff_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "staff_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "one_time_sign_ins" (
    "id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "one_time_sign_ins_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limits" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "audit_log" (
    "seq" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT,
    "action" TEXT NOT NULL,
    "subject" TEXT,
    "details" JSONB NOT NULL DEFAULT '{}',
    "prev_hash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_log_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "suite_keys" TEXT[],
    "scopes" TEXT[],
    "corp_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "endpoints" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "suite_key" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "event_filter" TEXT[],
    "secret_sealed" BYTEA NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'enabled',
    "state_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "endpoints_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "settings" (
    "name" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "suites_key_key" ON "suites"("key");

-- CreateIndex
CREATE UNIQUE INDEX "suites_suite_id_key" ON "suites"("suite_id");

-- CreateIndex
CREATE UNIQUE INDEX "callback_keys_fingerprint_key" ON "callback_keys"("fingerprint");

-- CreateIndex
CREATE INDEX "callback_keys_suite_row_id_idx" ON "callback_keys"("suite_row_id");

-- CreateIndex
CREATE UNIQUE INDEX "url_proofs_echo_hash_key" ON "url_proofs"("echo_hash");

-- CreateIndex
CREATE INDEX "url_proofs_suite_row_id_channel_proven_at_idx" ON "url_proofs"("suite_row_id", "channel", "proven_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "suite_tickets_suite_row_id_platform_time_key" ON "suite_tickets"("suite_row_id", "platform_time");

-- CreateIndex
CREATE UNIQUE INDEX "corps_plain_corp_id_key" ON "corps"("plain_corp_id");

-- CreateIndex
CREATE UNIQUE INDEX "corps_open_corp_id_key" ON "corps"("open_corp_id");

-- CreateIndex
CREATE INDEX "corps_name_idx" ON "corps"("name");

-- CreateIndex
CREATE INDEX "authorizations_status_authorized_at_idx" ON "authorizations"("status", "authorized_at" DESC);

-- CreateIndex
CREATE INDEX "authorizations_corp_row_id_idx" ON "authorizations"("corp_row_id");

-- CreateIndex
CREATE UNIQUE INDEX "authorizations_suite_row_id_corp_row_id_key" ON "authorizations"("suite_row_id", "corp_row_id");

-- CreateIndex
CREATE UNIQUE INDEX "tokens_kind_owner_id_key" ON "tokens"("kind", "owner_id");

-- CreateIndex
CREATE UNIQUE INDEX "inbound_events_meaning_hash_key" ON "inbound_events"("meaning_hash");

-- CreateIndex
CREATE INDEX "inbound_events_received_at_id_idx" ON "inbound_events"("received_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "inbound_events_suite_row_id_received_at_idx" ON "inbound_events"("suite_row_id", "received_at" DESC);

-- CreateIndex
CREATE INDEX "inbound_events_corp_id_received_at_idx" ON "inbound_events"("corp_id", "received_at" DESC);

-- CreateIndex
CREATE INDEX "work_items_state_priority_run_at_idx" ON "work_items"("state", "priority", "run_at");

-- CreateIndex
CREATE UNIQUE INDEX "work_items_kind_subject_id_key" ON "work_items"("kind", "subject_id");

-- CreateIndex
CREATE UNIQUE INDEX "auth_exchanges_reference_key" ON "auth_exchanges"("reference");

-- CreateIndex
CREATE INDEX "auth_exchanges_state_expires_at_idx" ON "auth_exchanges"("state", "expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "auth_exchanges_suite_row_id_code_hash_key" ON "auth_exchanges"("suite_row_id", "code_hash");

-- CreateIndex
CREATE UNIQUE INDEX "install_states_state_hash_key" ON "install_states"("state_hash");

-- CreateIndex
CREATE UNIQUE INDEX "install_states_reference_key" ON "install_states"("reference");

-- CreateIndex
CREATE UNIQUE INDEX "pending_sign_ins_token_hash_key" ON "pending_sign_ins"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "pending_sign_ins_code_hash_key" ON "pending_sign_ins"("code_hash");

-- CreateIndex
CREATE UNIQUE INDEX "admin_sessions_token_hash_key" ON "admin_sessions"("token_hash");

-- CreateIndex
CREATE INDEX "admin_sessions_corp_row_id_idx" ON "admin_sessions"("corp_row_id");

-- CreateIndex
CREATE UNIQUE INDEX "staff_email_key" ON "staff"("email");

-- CreateIndex
CREATE UNIQUE INDEX "staff_sessions_token_hash_key" ON "staff_sessions"("token_hash");

-- CreateIndex
CREATE INDEX "staff_sessions_staff_id_idx" ON "staff_sessions"("staff_id");

-- CreateIndex
CREATE UNIQUE INDEX "one_time_sign_ins_token_hash_key" ON "one_time_sign_ins"("token_hash");

-- CreateIndex
CREATE INDEX "audit_log_at_idx" ON "audit_log"("at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_name_key" ON "api_keys"("name");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_secret_hash_key" ON "api_keys"("secret_hash");

-- CreateIndex
CREATE UNIQUE INDEX "endpoints_name_key" ON "endpoints"("name");

-- AddForeignKey
ALTER TABLE "callback_keys" ADD CONSTRAINT "callback_keys_suite_row_id_fkey" FOREIGN KEY ("suite_row_id") REFERENCES "suites"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "suite_tickets" ADD CONSTRAINT "suite_tickets_suite_row_id_fkey" FOREIGN KEY ("suite_row_id") REFERENCES "suites"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "authorizations" ADD CONSTRAINT "authorizations_suite_row_id_fkey" FOREIGN KEY ("suite_row_id") REFERENCES "suites"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "authorizations" ADD CONSTRAINT "authorizations_corp_row_id_fkey" FOREIGN KEY ("corp_row_id") REFERENCES "corps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "auth_exchanges" ADD CONSTRAINT "auth_exchanges_suite_row_id_fkey" FOREIGN KEY ("suite_row_id") REFERENCES "suites"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "install_states" ADD CONSTRAINT "install_states_suite_row_id_fkey" FOREIGN KEY ("suite_row_id") REFERENCES "suites"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staff_sessions" ADD CONSTRAINT "staff_sessions_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The audit log is append-only: rows are neither changed nor removed, whoever asks (threat E10).
CREATE FUNCTION "audit_log_refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_log is append-only';
END
$$;
CREATE TRIGGER "audit_log_no_change" BEFORE UPDATE OR DELETE ON "audit_log"
  FOR EACH ROW EXECUTE FUNCTION "audit_log_refuse_change"();
CREATE TRIGGER "audit_log_no_truncate" BEFORE TRUNCATE ON "audit_log"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_log_refuse_change"();

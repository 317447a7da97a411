-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "created_by_name" TEXT,
ADD COLUMN     "old_secret_hash" BYTEA,
ADD COLUMN     "old_secret_until" TIMESTAMPTZ(3),
ADD COLUMN     "rotated_at" TIMESTAMPTZ(3),
ADD COLUMN     "source" TEXT NOT NULL DEFAULT 'file';

-- AlterTable
ALTER TABLE "install_states" ADD COLUMN     "install_link_id" UUID;

-- CreateTable
CREATE TABLE "install_links" (
    "id" UUID NOT NULL,
    "suite_row_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "customer" TEXT NOT NULL,
    "inviter" TEXT,
    "expected_corp_id" TEXT,
    "made_by_kind" TEXT NOT NULL,
    "made_by_id" UUID NOT NULL,
    "made_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "authorized_at" TIMESTAMPTZ(3),
    "authorization_id" UUID,
    "corp_row_id" UUID,
    "failed_at" TIMESTAMPTZ(3),
    "failure" TEXT,
    "errcode" INTEGER,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "install_links_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotent_calls" (
    "id" UUID NOT NULL,
    "api_key_id" UUID NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "fingerprint" BYTEA NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'running',
    "status" INTEGER,
    "answer_sealed" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotent_calls_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "install_links_token_hash_key" ON "install_links"("token_hash");

-- CreateIndex
CREATE INDEX "install_links_suite_row_id_created_at_id_idx" ON "install_links"("suite_row_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "idempotent_calls_expires_at_idx" ON "idempotent_calls"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "idempotent_calls_api_key_id_key_hash_key" ON "idempotent_calls"("api_key_id", "key_hash");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_old_secret_hash_key" ON "api_keys"("old_secret_hash");

-- CreateIndex
CREATE INDEX "install_states_install_link_id_idx" ON "install_states"("install_link_id");

-- AddForeignKey
ALTER TABLE "install_links" ADD CONSTRAINT "install_links_suite_row_id_fkey" FOREIGN KEY ("suite_row_id") REFERENCES "suites"("id") ON DELETE CASCADE ON UPDATE CASCADE;

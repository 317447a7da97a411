-- CreateTable
CREATE TABLE "proxy_calls" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "key_id" TEXT NOT NULL,
    "key_name" TEXT NOT NULL,
    "suite_key" TEXT NOT NULL,
    "corp_id" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "errcode" INTEGER,
    "code" TEXT,
    "ms" INTEGER NOT NULL,
    "bytes_in" BIGINT NOT NULL,
    "bytes_out" BIGINT NOT NULL,
    "is_retried" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "proxy_calls_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "proxy_calls_at_id_idx" ON "proxy_calls"("at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "proxy_calls_suite_key_corp_id_at_idx" ON "proxy_calls"("suite_key", "corp_id", "at" DESC);

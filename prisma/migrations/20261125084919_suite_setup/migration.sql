-- AlterTable
ALTER TABLE "callback_keys" ADD COLUMN     "last_used_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "suites" ADD COLUMN     "completion_domain" TEXT,
ADD COLUMN     "is_published" BOOLEAN;

-- CreateTable
CREATE TABLE "self_tests" (
    "hash" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3),
    "seen_query" TEXT,

    CONSTRAINT "self_tests_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "domain_files" (
    "name" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "domain" TEXT,
    "suite_key" TEXT,
    "uploaded_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "domain_files_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "self_tests_expires_at_idx" ON "self_tests"("expires_at");

-- CreateTable
CREATE TABLE "callback_requests" (
    "id" UUID NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "suite_row_id" UUID,
    "label" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "cause" TEXT,
    "is_refused" BOOLEAN NOT NULL,
    "status" INTEGER NOT NULL,
    "bytes_in" INTEGER NOT NULL,
    "bytes_out" INTEGER NOT NULL,
    "answer_ms" INTEGER NOT NULL,
    "receive_id" TEXT,
    "receive_kind" TEXT,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "remote_address" TEXT,
    "event_id" UUID,
    "repeats" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "callback_requests_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "callback_requests_received_at_id_idx" ON "callback_requests"("received_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "callback_requests_is_refused_received_at_id_idx" ON "callback_requests"("is_refused", "received_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "callback_requests_label_received_at_id_idx" ON "callback_requests"("label", "received_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "callback_requests_cause_received_at_id_idx" ON "callback_requests"("cause", "received_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "callback_requests_event_id_idx" ON "callback_requests"("event_id");

-- CreateIndex
CREATE INDEX "inbound_events_suite_row_id_type_received_at_id_idx" ON "inbound_events"("suite_row_id", "type", "received_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "inbound_events_stale" ON "inbound_events"("received_at" DESC, "id" DESC) WHERE (is_stale);

import "server-only";
import { createHash } from "node:crypto";
import type { StoreContext } from "@/lib/store/context";

/** Past this a running call counts as that of a dead process, and its key may be used again. */
const RUNNING_SECONDS = 60;
const KEPT_HOURS = 24;

export type KeptAnswer = { status: number; body: string; contentType: string };

export type BegunCall =
  /** This caller runs it, then says `finish` or `abandon`. */
  | { kind: "mine"; id: string }
  | { kind: "running" }
  /** The key was used with another request. */
  | { kind: "mismatch" }
  | { kind: "done"; answer: KeptAnswer };

type Row = {
  id: string;
  fingerprint: Buffer;
  state: string;
  status: number | null;
  answer_sealed: Buffer | null;
};

function hash(text: string): Buffer {
  return createHash("sha256").update(text, "utf8").digest();
}

/** POSTs with an Idempotency-Key, per API key, for 24 hours (promise R22). Answers are sealed: some carry a secret. */
export function createIdempotentCallsStore({ pool, ids, sealer }: StoreContext) {
  return {
    async begin(input: {
      apiKeyId: string;
      idempotencyKey: string;
      fingerprint: Uint8Array;
      now: Date;
    }): Promise<BegunCall> {
      const keyHash = hash(input.idempotencyKey);
      const expiresAt = new Date(input.now.getTime() + KEPT_HOURS * 3_600_000);
      const id = ids.uuid();
      const { rows } = await pool.query<{ id: string }>(
        `INSERT INTO idempotent_calls (id, api_key_id, key_hash, fingerprint, state, created_at, expires_at)
         VALUES ($1, $2, $3, $4, 'running', $5, $6)
         ON CONFLICT (api_key_id, key_hash) DO UPDATE
           SET id = $1, fingerprint = $4, state = 'running', status = NULL, answer_sealed = NULL,
               created_at = $5, expires_at = $6
           WHERE idempotent_calls.expires_at <= $5
              OR (idempotent_calls.state = 'running' AND idempotent_calls.fingerprint = $4
                  AND idempotent_calls.created_at <= $5::timestamptz - make_interval(secs => $7))
         RETURNING id`,
        [id, input.apiKeyId, keyHash, input.fingerprint, input.now, expiresAt, RUNNING_SECONDS],
      );
      if (rows[0]) return { kind: "mine", id };
      const found = await pool.query<Row>(
        "SELECT id, fingerprint, state, status, answer_sealed FROM idempotent_calls WHERE api_key_id = $1 AND key_hash = $2",
        [input.apiKeyId, keyHash],
      );
      const row = found.rows[0];
      // Gone between the two statements: whoever had it gave it up; the client tries again.
      if (!row) return { kind: "running" };
      if (!row.fingerprint.equals(input.fingerprint)) return { kind: "mismatch" };
      const sealed = sealer.openMaybe("idempotent_calls", row.id, "answer", row.answer_sealed);
      if (row.state !== "done" || row.status === null || sealed === null) return { kind: "running" };
      const { contentType, body }: { contentType: string; body: string } = JSON.parse(sealed.reveal());
      return { kind: "done", answer: { status: row.status, contentType, body } };
    },
    async finish(id: string, { status, ...rest }: KeptAnswer): Promise<void> {
      await pool.query(
        "UPDATE idempotent_calls SET state = 'done', status = $2, answer_sealed = $3 WHERE id = $1",
        [id, status, sealer.seal("idempotent_calls", id, "answer", JSON.stringify(rest))],
      );
    },
    /** The call had no effect: the same key may be tried again at once. */
    async abandon(id: string): Promise<void> {
      await pool.query("DELETE FROM idempotent_calls WHERE id = $1 AND state = 'running'", [id]);
    },
  };
}

import pg from "pg";

/** One change of a delivery, as a trigger wrote it down in the transaction that made it. */
export type Change = {
  seq: number;
  tx: string;
  /** When its transaction began, by the database's clock, as `now()` in our statements. */
  at: number;
  delivery: string;
  from: string;
  to: string;
  /** Attempts counted before and after. */
  attempts: number;
  dueBefore: number;
  dueAfter: number;
  leaseBefore: number | null;
  tokenBefore: string | null;
};

export type Attempt = {
  tx: string;
  delivery: string;
  startedAt: number;
  durationMs: number;
  status: number | null;
};

export type Stored = {
  /** Numbers of the received events, with doubles if there were any. */
  received: number[];
  published: number[];
  deliveries: { id: string; event: number; path: string; state: string; attempts: number; eventId: string }[];
  changes: Change[];
  attempts: Attempt[];
  owed: number;
  states: Record<string, number>;
  openWork: number;
  deadWork: number;
};

/** Written by the harness: the portal's own statements are judged by what they did, not by what they say. */
const WATCH = `
CREATE TABLE chaos_changes (
  seq bigserial PRIMARY KEY, tx xid8 NOT NULL DEFAULT pg_current_xact_id(), at timestamptz NOT NULL DEFAULT now(),
  delivery uuid NOT NULL, from_state text NOT NULL, to_state text NOT NULL, attempts int NOT NULL,
  due_before timestamptz NOT NULL, due_after timestamptz NOT NULL, lease_before timestamptz, token_before uuid);
CREATE TABLE chaos_attempts (tx xid8 NOT NULL DEFAULT pg_current_xact_id(), attempt uuid NOT NULL);
CREATE FUNCTION chaos_note_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO chaos_changes (delivery, from_state, to_state, attempts, due_before, due_after, lease_before, token_before)
  VALUES (NEW.id, OLD.state, NEW.state, NEW.attempts, OLD.next_at, NEW.next_at, OLD.lease_until, OLD.lease_token);
  RETURN NULL; END $$;
CREATE FUNCTION chaos_note_attempt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO chaos_attempts (attempt) VALUES (NEW.id); RETURN NULL; END $$;
CREATE TRIGGER chaos_change AFTER UPDATE ON deliveries FOR EACH ROW WHEN (OLD.state <> NEW.state)
  EXECUTE FUNCTION chaos_note_change();
CREATE TRIGGER chaos_attempt AFTER INSERT ON delivery_attempts FOR EACH ROW EXECUTE FUNCTION chaos_note_attempt();`;

const NUMBER = `substring(%.type from 'chaos_([0-9]+)$')::int`;
const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

export async function openHistory(databaseUrl: string) {
  const sql = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  // The database is ended on purpose.
  sql.on("error", () => {});
  const numbers = async (table: string): Promise<number[]> => {
    const { rows } = await sql.query(
      `SELECT ${NUMBER.replace("%", "x")} AS n FROM ${table} x WHERE x.type LIKE '%event.chaos\\_%'`,
    );
    return rows.map((row) => row.n);
  };
  return {
    sql,
    watch: () => sql.query(WATCH),
    async corpId(): Promise<string | null> {
      const { rows } = await sql.query(
        `SELECT coalesce(plain_corp_id, open_corp_id) AS id FROM corps c JOIN authorizations a ON a.corp_row_id = c.id
         WHERE a.status = 'active'`,
      );
      return rows[0]?.id ?? null;
    },
    /** What is not done yet: work rows and deliveries. */
    async open(): Promise<{ work: number; deliveries: number }> {
      const { rows } = await sql.query(
        `SELECT (SELECT count(*) FROM work_items WHERE kind = 'event' AND state <> 'dead')::int AS work,
           (SELECT count(*) FROM deliveries WHERE state IN ('pending', 'running'))::int AS deliveries`,
      );
      return rows[0];
    },
    /** The schedule's waits end now: retries go on for days otherwise. */
    async endWaits(): Promise<void> {
      await sql.query(`UPDATE deliveries SET next_at = now() WHERE state = 'pending' AND next_at > now()`);
      await sql.query(`UPDATE endpoints SET throttled_until = NULL WHERE throttled_until > now()`);
      await sql.query(`UPDATE work_items SET run_at = now() WHERE state = 'ready' AND run_at > now()`);
    },
    /** Every lease ends now, also those of processes that live and will have to see that they lost it. */
    async endLeases(): Promise<void> {
      await sql.query(`UPDATE deliveries SET lease_until = now() WHERE state = 'running'`);
      await sql.query(
        `UPDATE work_items SET lease_until = now(), attempts = greatest(attempts - 1, 0) WHERE state = 'running'`,
      );
    },
    async read(): Promise<Stored> {
      const changes = await sql.query(
        `SELECT seq::int, tx::text, ${ms("at")} AS at, delivery, from_state AS "from", to_state AS "to", attempts,
           ${ms("due_before")} AS "dueBefore", ${ms("due_after")} AS "dueAfter", ${ms("lease_before")} AS "leaseBefore",
           token_before AS "tokenBefore" FROM chaos_changes ORDER BY seq`,
      );
      const attempts = await sql.query(
        `SELECT c.tx::text, a.delivery_id AS delivery, ${ms("a.started_at")} AS "startedAt", a.duration_ms AS "durationMs",
           a.status FROM delivery_attempts a JOIN chaos_attempts c ON c.attempt = a.id`,
      );
      const deliveries = await sql.query(
        `SELECT d.id, ${NUMBER.replace("%", "o")} AS event, e.name AS path, d.state, d.attempts, o.id AS "eventId"
         FROM deliveries d JOIN outgoing_events o ON o.id = d.event_id JOIN endpoints e ON e.id = d.endpoint_id`,
      );
      const { rows } = await sql.query(
        `SELECT (SELECT coalesce(sum(fanout), 0) FROM outgoing_events)::int AS owed,
           (SELECT count(*) FROM work_items WHERE kind = 'event' AND state <> 'dead')::int AS "openWork",
           (SELECT count(*) FROM work_items WHERE kind = 'event' AND state = 'dead')::int AS "deadWork"`,
      );
      const states: Record<string, number> = {};
      for (const one of deliveries.rows) states[one.state] = (states[one.state] ?? 0) + 1;
      return {
        received: await numbers("inbound_events"),
        published: await numbers("outgoing_events"),
        deliveries: deliveries.rows,
        changes: changes.rows,
        attempts: attempts.rows,
        states,
        ...rows[0],
      };
    },
    close: () => sql.end(),
  };
}
export type History = Awaited<ReturnType<typeof openHistory>>;

/** Writes rows that arrive one by one in shared statements. */
export type GroupCommit<Row, Answer> = {
  /** Resolves once the statement that holds this row has committed; rejects when this row was not stored. */
  add(row: Row): Promise<Answer>;
  /** Rows that have been handed in and not answered. */
  pending(): number;
  /** Resolves when nothing is pending. */
  idle(): Promise<void>;
};

export type GroupCommitOptions<Row, Answer> = {
  /** One statement for all rows; answers in their order. Throws when nothing of it was stored. */
  write(rows: Row[]): Promise<Answer[]>;
  maxRows: number;
  maxInFlight: number;
  /**
   * Runs a function once what has arrived by now is read: `setImmediate`. Without it the first of thirty requests that
   * came together would go alone and keep a place in flight for itself.
   */
  defer(start: () => void): void;
  /** Whether an error may come from one bad row, so that writing them singly can save the others. */
  isRowFault(error: unknown): boolean;
};

type Waiting<Row, Answer> = { row: Row; resolve(answer: Answer): void; reject(error: unknown): void };

/**
 * Rows that come while a statement is under way share the next one: one commit (and one flush of the disk) for many.
 *
 * A lone row is written in the same turn of the event loop, so an idle server answers as fast as without groups. Each
 * row is answered after its own commit. When a group fails for a fault of a row, its rows are written one by one: a bad
 * row never fails its neighbours.
 */
export function createGroupCommit<Row, Answer>(
  options: GroupCommitOptions<Row, Answer>,
): GroupCommit<Row, Answer> {
  let queue: Waiting<Row, Answer>[] = [];
  let inFlight = 0;
  let pending = 0;
  let isStarting = false;
  let idleWaiters: (() => void)[] = [];

  async function write(group: Waiting<Row, Answer>[]): Promise<void> {
    try {
      const answers = await options.write(group.map((one) => one.row));
      group.forEach((one, at) => {
        const answer = answers[at];
        if (answer === undefined) one.reject(new Error("a group answered for fewer rows than it was given"));
        else one.resolve(answer);
      });
    } catch (error) {
      if (group.length > 1 && options.isRowFault(error)) for (const one of group) await write([one]);
      else for (const one of group) one.reject(error);
    }
  }

  function settle(count: number): void {
    pending -= count;
    inFlight -= 1;
    if (pending === 0) {
      for (const wake of idleWaiters) wake();
      idleWaiters = [];
    }
    // Who was answered just now asks again at once: those of the next turn come along.
    if (queue.length > 0) startSoon();
  }

  function startSoon(): void {
    if (isStarting || inFlight >= options.maxInFlight) return;
    isStarting = true;
    options.defer(() => {
      isStarting = false;
      start();
    });
  }

  function start(): void {
    while (inFlight < options.maxInFlight && queue.length > 0) {
      const group = queue.slice(0, options.maxRows);
      queue = queue.slice(options.maxRows);
      inFlight += 1;
      void write(group).then(() => settle(group.length));
    }
  }

  return {
    add(row) {
      return new Promise<Answer>((resolve, reject) => {
        pending += 1;
        queue.push({ row, resolve, reject });
        startSoon();
      });
    },
    pending: () => pending,
    idle: () =>
      pending === 0 ? Promise.resolve() : new Promise<void>((resolve) => idleWaiters.push(resolve)),
  };
}

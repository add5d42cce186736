import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enqueueRuns } from "#inngest/embedded/enqueue.ts";
import { claimJobs } from "#inngest/embedded/store/claim-jobs.ts";
import { completeRuns } from "#inngest/embedded/store/complete-runs.ts";
import { handBackLeases, reclaimExpired, reclaimPredecessors, renewLeases } from "#inngest/embedded/store/lease.ts";
import { retryJob } from "#inngest/embedded/store/retry-job.ts";
import { saveCheckpoint } from "#inngest/embedded/store/save-checkpoint.ts";
import { inTransaction } from "#inngest/embedded/store/statement.ts";
import { findPoisoned, takePoisoned } from "#inngest/embedded/store/take-poisoned.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/database.ts";
import { amount } from "./harness/amount.ts";
import { type Held, QueueModel } from "./harness/queue-model.ts";
import { seed } from "./harness/random.ts";
import { report } from "./harness/report.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const leaseMs = 60_000;
const maxAttempts = 3;
/** So long that it passes only when the test says so. */
const restMs = 3_600_000;
const workers = ["w1", "w2"] as const;
const worker = fc.constantFrom(...workers);

const operation = fc.oneof(
  fc.record({ kind: fc.constant("enqueue" as const), run: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ kind: fc.constant("claim" as const), worker, slots: fc.integer({ min: 1, max: 3 }), suspects: fc.integer({ min: 0, max: 1 }) }),
  fc.record({ kind: fc.constantFrom("renew" as const, "expire" as const, "handBack" as const, "dead" as const), worker }),
  fc.record({ kind: fc.constantFrom("complete" as const, "checkpoint" as const), of: fc.nat(30) }),
  fc.record({ kind: fc.constant("retry" as const), of: fc.nat(30), isLater: fc.boolean() }),
  fc.record({ kind: fc.constantFrom("reclaim" as const, "poisoned" as const, "nextDay" as const) }),
);
type Operation = typeof operation extends fc.Arbitrary<infer Value> ? Value : never;

/** The executor's statements and the model side by side: both do the same, and are asked the same. */
class Pair {
  readonly model = new QueueModel(5, restMs);
  /** Every claim there ever was, with what each side calls it; most of them are stale. */
  readonly #claims: { held: Held; fence: number }[] = [];

  async apply(one: Operation): Promise<[unknown, unknown]> {
    const { pool } = database;
    switch (one.kind) {
      case "enqueue": {
        const id = `run-${one.run}`;
        this.model.enqueue([id]);
        await enqueueRuns(pool, [{ id, functionId: "f", group: "g", event: { name: "e", id, ts: 1, data: {} } }]);
        return [null, null];
      }
      case "claim": {
        const expected = this.model.claim(one.worker, one.slots, one.suspects, 1);
        const { deliveries } = await claimJobs(pool, { workerId: one.worker, leaseMs, slots: one.slots, suspectSlots: one.suspects, suspectAgeMs: 0, after: "", inlineStateBytes: 1_000 });
        for (const [index, held] of expected.entries()) this.#claims.push({ held, fence: deliveries[index]?.fence ?? -1 });
        return [expected.map(({ run, attempt, crashes }) => [run, attempt, crashes]), deliveries.map(({ runId, attempt, crashes }) => [runId, attempt, crashes])];
      }
      case "renew":
        this.model.renew(one.worker, this.#claims.map(({ held }) => held.fence), 1);
        return [null, (await renewLeases(pool, one.worker, leaseMs, this.#claims.map(({ fence }) => fence))) ?? null];
      case "expire":
        for (const job of this.model.jobs.values()) if (job.leasedBy === one.worker) job.leaseUntil = this.model.now - 1;
        await pool.query("update engine.jobs set lease_until = clock_timestamp() - interval '1 second' where leased_by = $1", [one.worker]);
        return [null, null];
      case "handBack":
        return [this.model.handBack(one.worker), await this.#released(handBackLeases(pool, one.worker))];
      case "dead":
        await pool.query("insert into engine.workers (id, instance_id) values ($1, 'i') on conflict do nothing", [one.worker]);
        return [this.model.reclaimOf(one.worker), await this.#released(reclaimPredecessors(pool, 5, "i", "the living", restMs))];
      case "reclaim":
        return [this.model.reclaim(), await this.#released(reclaimExpired(pool, 5, restMs))];
      case "nextDay":
        this.model.now += 86_400_000;
        await pool.query("update engine.jobs set due_at = due_at - interval '1 day', lease_until = lease_until - interval '1 day'");
        return [null, null];
      case "poisoned":
        return [this.model.takePoisoned().toSorted(), (await this.#takePoisoned()).toSorted()];
      default:
        return await this.#outcome(one);
    }
  }

  async #outcome(one: Extract<Operation, { of: number }>): Promise<[unknown, unknown]> {
    const claim = this.#claims[one.of % Math.max(1, this.#claims.length)];
    if (!claim) return [null, null];
    const { held, fence } = claim;
    const job = { runId: held.run, key: "d0", fence };
    switch (one.kind) {
      case "complete":
        return [this.model.complete(held), (await completeRuns(database.pool, [job])).length === 1];
      case "checkpoint":
        return [this.model.checkpoint(held), await saveCheckpoint(database.pool, job, [])];
      case "retry":
        return [this.model.retry(held, one.isLater ? 3_600_000 : 0, maxAttempts), await retryJob(database.pool, { job, due: { afterMs: one.isLater ? 3_600_000 : 0 }, maxAttempts, requestVersion: 2 })];
    }
  }

  async #released(given: Promise<readonly { runId: string }[]>): Promise<string[]> {
    const runs = (await given).map(({ runId }) => runId).toSorted();
    const { rows } = await database.pool.query<{ run: string }>("select run_id as run from engine.jobs where run_id = any($1) and due_at <= clock_timestamp() order by due_at", [runs]);
    this.model.came(rows.map(({ run }) => run));
    return runs;
  }

  async #takePoisoned(): Promise<string[]> {
    const found = await findPoisoned(database.pool, 5);
    for (const { runId, key } of found) {
      await inTransaction(database.pool, (client) => takePoisoned(client, runId, key));
      await database.pool.query("delete from engine.runs where id = $1", [runId]);
    }
    return found.map(({ runId }) => runId);
  }

  /** All jobs as either side has them. */
  async jobs(): Promise<[unknown, unknown]> {
    const { rows } = await database.pool.query("select run_id as run, attempt, crashes, leased_by as holder, due_at = 'infinity' as dead from engine.jobs order by run_id");
    const mine = [...this.model.jobs.values()].toSorted((a, b) => (a.run < b.run ? -1 : 1));
    return [mine.map(({ run, attempt, crashes, leasedBy, due }) => ({ run, attempt, crashes, holder: leasedBy, dead: due === Number.POSITIVE_INFINITY })), rows];
  }
}

test("R33: the model is the queue: the executor's statements answer every question as it does", async () => {
  const sequences = amount(60, 1_000);
  let operations = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 10, maxLength: 50 }), async (sequence) => {
      await database.pool.query("truncate engine.runs, engine.jobs, engine.steps, engine.workers");
      const pair = new Pair();
      for (const one of sequence) {
        operations += 1;
        const [expected, given] = await pair.apply(one);
        expect(given, JSON.stringify(one)).toEqual(expected);
      }
      const [expected, given] = await pair.jobs();
      expect(given).toEqual(expected);
    }),
    { numRuns: sequences, seed },
  );
  report({ test: "R33 queue", rounds: sequences, operations });
}, 600_000);

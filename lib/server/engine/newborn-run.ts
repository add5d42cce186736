import type { ClientBase, Pool } from "pg";
import type { ActiveRuns } from "./active-runs.ts";
import type { Advanced } from "./advance-run.ts";
import { businessKeys } from "./business-keys.ts";
import type { Birth, NewbornRun } from "./newborn.ts";
import { birthStatement } from "./record-statement.ts";
import { RunRecorder } from "./run-recorder.ts";
import type { EngineServices } from "./step-run.ts";
import { walkRun } from "./walk-run.ts";

type Client = Pick<ClientBase, "query">;

function birthValues({ run }: NewbornRun, birth: Birth): unknown[] {
  return [run.flowId, birth.version, birth.eventId, birth.deliveryId, birth.input, run.bucket, birth.receivedAt, run.answerBy === null ? null : new Date(run.answerBy), birth.source, birth.name];
}

interface Told {
  signals: number;
  part: number;
  awaited: boolean;
}

/** Stores a run with what was recorded of it so far; over already, it needs no job and is one commit. */
export async function bear(pool: Pool, newborn: NewbornRun, birth: Birth, values: readonly unknown[], isFinal: boolean, also?: (client: Client) => Promise<boolean>): Promise<Told | null> {
  const query = { name: "bear-run", text: birthStatement, values: [...values, ...birthValues(newborn, birth)] };
  // Repeated after an answer that was lost: it is there, with all that belongs to it.
  const known: Told = { signals: 0, part: 1, awaited: false };
  let told: Told;
  if (isFinal) {
    told = (await pool.query<Told>(query)).rows[0] ?? known;
  } else {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query("begin");
      if (also && !(await also(client))) {
        await client.query("rollback");
        return null;
      }
      told = (await client.query<Told>(query)).rows[0] ?? known;
      await newborn.hold(client);
      await client.query("commit");
    } catch (error) {
      broken = error instanceof Error ? error : new Error(String(error));
      throw error;
    } finally {
      // A connection in an unknown state is closed: that rolls back.
      client.release(broken);
    }
  }
  if (told.awaited) birth.onAwaited();
  return told;
}

/** Moves newborn runs of this process on; another look at one of them goes by what is recorded, as for any run. */
export function newbornContinuer(services: EngineServices, activeRuns: ActiveRuns): (newborn: NewbornRun) => Promise<Advanced> {
  const { pool } = services;
  return async (newborn) => {
    const { run, birth } = newborn;
    const recorder = new RunRecorder(pool, { ...run, hasWaits: false, inputBytes: 0 }, {
      ...(birth === null ? {} : { birth: async (values, isFinal) => (await bear(pool, newborn, birth, values, isFinal)) ?? undefined }),
      onStored: (stored) => newborn.onStored(stored),
    });
    recorder.keys(businessKeys(run));
    try {
      return await walkRun(run, recorder, services, activeRuns, newborn.until);
    } catch (error) {
      newborn.onError(error);
      throw error;
    }
  };
}

import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { createLab } from "./engine-lab.ts";

/** A worker process for tests that kill it: every step and every end leaves a row. */
const pool = new pg.Pool({ connectionString: process.env["LAB_DATABASE_URL"], max: 6 });
pool.on("error", () => {});

await createLab(pool, {
  functions: (client) => [
    client.createFunction({ id: "f", triggers: [{ event: "lab/go" }] }, async ({ runId, step }) => {
      for (const id of ["a", "b", "c"]) {
        await step.run(id, async () => {
          await pool.query("INSERT INTO seen_effects (run_id, step) VALUES ($1, $2)", [runId, id]);
          await delay(5);
        });
      }
    }),
  ],
  executor: {
    instanceId: "killed",
    pollMs: 1000,
    onRunCompleted: async (client, { runId }) => {
      await client.query("INSERT INTO ends (run_id) VALUES ($1)", [runId]);
    },
  },
});
process.stdout.write("ready\n");

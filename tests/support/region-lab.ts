import { randomBytes } from "node:crypto";
import { embeddedDriver } from "#inngest/drivers.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { newId } from "#lib/ids.ts";
import type { Json } from "#lib/json.ts";
import type { RegionDeps } from "#lib/pipeline/region-context.ts";
import type { RegionProgress, RegionRequest } from "#lib/pipeline/region-request.ts";
import type { RegionStores } from "#lib/pipeline/region-stores.ts";
import { createRegions, type Regions, type Timing } from "#lib/pipeline/regions.ts";
import { createSandbox, type Sandbox } from "#lib/sandbox/sandbox.ts";
import { createConnection } from "#lib/server/connections/create-connection.ts";
import { isExplained, toRunError } from "#lib/server/engine/describe-error.ts";
import { createLog } from "#lib/server/log.ts";
import { packPayload } from "#lib/server/payloads/pack-payload.ts";
import { callFlow } from "#lib/server/regions/call-flow.ts";
import { createRegionStores } from "#lib/server/regions/create-region-stores.ts";
import { openAccess } from "#lib/server/regions/open-access.ts";
import { takeOverSource } from "#lib/server/regions/take-over-source.ts";
import { setRuntime } from "#lib/server/runtime.ts";
import { nodeId } from "./build-document.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { ownerContext } from "./start-engine.ts";
import { testEnv } from "./test-env.ts";

export interface RunSketch {
  /** The trigger's output. */
  input?: Json;
  /** A flow made before; a new one when left out. */
  flowId?: string;
  /** Of the run that this one replays. */
  origin?: string;
  test?: RegionRequest["test"];
}

export interface RegionLab {
  database: TestDatabase;
  workspaceId: string;
  stores: RegionStores;
  faults: { error: unknown; node: string }[];
  /** A flow's run, as its engine holds it when its source is reached; `source` names the source. */
  begin(document: FlowDocument, source: string, sketch?: RunSketch): Promise<RegionRequest>;
  /** A pipeline of its own, as after a restart; `changes` plant a fault in its stores. */
  regions(changes?: Partial<RegionStores>, timing?: Partial<Timing>): Regions;
  /** Slices until the region says something else than `more`. */
  drive(request: RegionRequest, regions?: Regions, signal?: AbortSignal): Promise<RegionProgress>;
  /** Rows of one of the region's tables, for a run. */
  rows<Row extends object>(table: "region_states" | "region_chunks" | "region_rejects" | "region_keys" | "region_items" | "effects", request: RegionRequest): Promise<Row[]>;
  end(request: RegionRequest, status: "succeeded" | "failed"): Promise<void>;
  /** A connection with a database on loopback. */
  connect(url: string): Promise<string>;
  stop(): Promise<void>;
}

/** Regions in this process, over a database and the real stores. @param allowed targets on loopback, as `host:port`. */
export async function startRegionLab(allowed: readonly string[]): Promise<RegionLab> {
  const database = await createTestDatabase();
  const { pool } = database;
  const log = createLog("silent", "test");
  const env = testEnv(database.url, { egressAllow: [...allowed] });
  setRuntime({ env, pool, driver: embeddedDriver(pool, log), log });
  const workspaceId = newId("workspace");
  await pool.query("insert into workspaces (id, slug, name) values ($1, $2, 'Test')", [workspaceId, `w-${randomBytes(4).toString("hex")}`]);
  const sandbox: Sandbox = createSandbox();
  const stores = createRegionStores(pool, takeOverSource);
  const faults: RegionLab["faults"] = [];
  const made: Regions[] = [];

  const regions = (changes: Partial<RegionStores> = {}, timing: Partial<Timing> = {}): Regions => {
    const deps: RegionDeps = {
      stores: { ...stores, ...changes }, sandbox, open: openAccess, callFlow, describe: toRunError, isExplained,
      now: Date.now,
      onFault: (error, { node }) => void faults.push({ error, node }),
    };
    const begun = createRegions(deps, timing);
    made.push(begun);
    return begun;
  };

  /** Each document is a version of its own: plans are kept by version. */
  let versions = 0;
  async function addVersion(document: FlowDocument, flowId: string): Promise<number> {
    versions += 1;
    const version = versions;
    await pool.query("insert into flows (id, workspace_id, name, draft, hook_path, created_by, updated_by) values ($1, $2, $1, $3, $1, 'test', 'test') on conflict do nothing", [flowId, workspaceId, document]);
    await pool.query("insert into flow_versions (workspace_id, flow_id, number, document, message, published_by) values ($1, $2, $3, $4, '', 'test')", [workspaceId, flowId, version, document]);
    return version;
  }

  return {
    database, workspaceId, stores, faults, regions,
    async begin(document, source, { input = {}, flowId = newId("flow"), origin, test = null } = {}) {
      const version = await addVersion(document, flowId);
      const runId = newId("run");
      const packed = packPayload(input);
      await pool.query("insert into payloads (workspace_id, hash, codec, size, body) values ($1, $2, $3, $4, $5) on conflict do nothing", [workspaceId, packed.hash, packed.codec, packed.size, packed.body]);
      await pool.query(
        "insert into runs (workspace_id, id, flow_id, version, kind, pattern, status, origin, fence, input, started_at) values ($1, $2, $3, $4, $5, 'batch', 'running', $6, 1, $7, now())",
        [workspaceId, runId, flowId, version, test ? "test" : "live", origin ?? runId, packed.hash],
      );
      return { workspaceId, flowId, runId, fence: 1, source: nodeId(source), test };
    },
    async drive(request, on = regions(), signal = new AbortController().signal) {
      for (;;) {
        const progress = await on.advance(request, signal);
        if (progress.status !== "more") return progress;
      }
    },
    async rows<Row extends object>(table: string, { runId }: RegionRequest) {
      const order = { region_chunks: "number", region_rejects: "seq", region_items: "place", effects: "record_key" }[table] ?? "node_id";
      return (await pool.query<Row>(`select * from ${table} where workspace_id = $1 and run_id = $2 order by ${order}`, [workspaceId, runId])).rows;
    },
    async end({ runId }, status) {
      await pool.query("update runs set status = $3, finished_at = now() where workspace_id = $1 and id = $2", [workspaceId, runId, status]);
    },
    async connect(url) {
      const { hostname: host, port, username, password, pathname } = new URL(url);
      const context = ownerContext({ id: workspaceId, slug: "w", name: "Test" });
      const credential = { kind: "postgres/password", host, port: Number(port), database: pathname.slice(1), user: decodeURIComponent(username), password: decodeURIComponent(password) || "none", ssl: "disable" } as const;
      return (await createConnection(context, { name: `Database ${randomBytes(4).toString("hex")}`, credential })).id;
    },
    async stop() {
      for (const one of made) await one.stop();
      await sandbox.stop();
      await database.drop();
    },
  };
}

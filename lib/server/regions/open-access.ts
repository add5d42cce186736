import type { RegionDeps } from "#lib/pipeline/region-context.ts";
import { databaseFor } from "../engine/database-for.ts";
import { sendFor } from "../engine/send.ts";
import { publishFromRun } from "../events/publish-from-run.ts";
import { sampleBase } from "../sample-systems/sample-base.ts";

/** A region's node reaches the outside as a step does. */
export const openAccess: RegionDeps["open"] = (run, node) => {
  const { workspaceId } = run;
  const send = sendFor(workspaceId);
  const database = databaseFor(workspaceId);
  return { publish: (event) => publishFromRun(run, event), baseUrl: sampleBase(node.type), send: (request, options) => send(node, request, options), database: (options) => database(node, options) };
};

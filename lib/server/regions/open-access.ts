import type { RegionDeps } from "#lib/pipeline/region-context.ts";
import { databaseFor } from "../engine/database-for.ts";
import { sendFor } from "../engine/send.ts";
import { sampleBase } from "../sample-systems/sample-base.ts";

/** A region's node reaches the outside as a step does. */
export const openAccess: RegionDeps["open"] = (workspaceId, node) => {
  const send = sendFor(workspaceId);
  const database = databaseFor(workspaceId);
  return { baseUrl: sampleBase(node.type), send: (request, options) => send(node, request, options), database: (options) => database(node, options) };
};

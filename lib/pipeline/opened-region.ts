import type { SourceRuntime } from "#lib/connectors/define.ts";
import type { JsonObject } from "#lib/json.ts";
import type { RegionProgram } from "./compile-region.ts";
import type { RegionContext } from "./region-context.ts";
import type { RegionRequest } from "./region-request.ts";
import type { EarlierChunks, RegionState } from "./region-stores.ts";

/** What a region was opened with. */
export interface OpenedRegion {
  context: RegionContext;
  program: RegionProgram;
  test: RegionRequest["test"];
  source: SourceRuntime<unknown>;
  /** The source's settings, parsed. */
  input: unknown;
  /** Settings that are filled once, by node. */
  settings: ReadonlyMap<string, JsonObject>;
  /** Of what is read, when the cursor is kept for the next run. */
  identity: string | null;
  state: RegionState;
  earlier: EarlierChunks;
}

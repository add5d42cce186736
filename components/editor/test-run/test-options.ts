import type { CallOf } from "#lib/contracts/contract.ts";
import type { testFlow } from "#lib/contracts/runs.schema.ts";

/** What a test-run begins with and goes through; what is really sent is kept in the editor's store. */
export type TestOptions = Omit<CallOf<typeof testFlow>, "flow" | "send">;

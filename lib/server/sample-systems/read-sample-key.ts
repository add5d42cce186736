import { AppError } from "#lib/errors.ts";
import { accessKey } from "#lib/samples/access-key.ts";
import type { WorkspaceContext } from "../context.ts";
import { encryptionKey } from "../crypto/workspace-key.ts";
import { demand } from "../demand.ts";
import { samplesUrl } from "./sample-base.ts";

/** @throws AppError not_found while the sample systems are off. */
export async function readSampleKey(context: WorkspaceContext): Promise<{ key: string }> {
  demand(context, "samples:write");
  if (samplesUrl() === null) throw new AppError("not_found", "The sample systems are off on this instance. Start it with MILLRACE_SAMPLES=1.");
  return { key: accessKey(encryptionKey(), context.workspace.id) };
}

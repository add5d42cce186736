import { AppError } from "#lib/errors.ts";
import type { WorkspaceContext } from "../context.ts";
import { readerOf } from "../projection/reader.ts";

/**
 * Finding runs by a business key says whether the value is there, so it is for those who see values.
 * @throws AppError forbidden
 */
export async function demandKeys(context: WorkspaceContext, filter: { key?: string | undefined }): Promise<void> {
  if (filter.key === undefined || (await readerOf(context, [])).seesValues) return;
  throw new AppError("forbidden", "Your role sees no values, so it cannot look for one. Ask an editor, or leave the key out.");
}

import { RequestError, request } from "#lib/client/request.ts";
import { fail, ok } from "#lib/result.ts";
import type { OpenDocument } from "./read-excerpt.ts";

function isProblem(value: unknown): value is { at: string; message: string } {
  return typeof value === "object" && value !== null && "at" in value && typeof value.at === "string" && "message" in value && typeof value.message === "string";
}

/** By the server, which knows the schema of every version; the browser holds none. */
export const openDocument: OpenDocument = async (value) => {
  try {
    return ok((await request("POST /api/v1/check", { document: value })).document);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const problems = Array.isArray(error.details) ? error.details.filter(isProblem) : [];
    return fail(problems.length > 0 ? problems : [{ at: "", message: error.code === "offline" ? "What comes from elsewhere is read by the server, which does not answer now. Try again when you are back online." : error.message }]);
  }
};

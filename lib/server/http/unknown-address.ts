import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { errorResponse } from "./error-response.ts";

/** What every address under /api/v1 answers that no contract declares. */
export async function unknownAddress(): Promise<Response> {
  return errorResponse(new AppError("not_found", "There is no such address in this API. /api/v1/openapi.json lists all of them."), newId("request"));
}

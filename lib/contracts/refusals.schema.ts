import { z } from "zod";
import { contract } from "./contract.ts";
import { idParam, Instant } from "./shared.schema.ts";

/** Why a hook did not take a request in. */
export const RefusalReason = z.enum([
  "no_secret", "secret_unreadable", "no_signature", "malformed_signature", "wrong_signature", "no_timestamp", "too_old", "too_new",
  "no_token", "malformed_token", "wrong_token", "wrong_algorithm", "token_endless", "wrong_issuer", "wrong_audience",
]);
export type RefusalReason = z.infer<typeof RefusalReason>;

/** What may be told of a refused request: nothing that it carried, only how it looked. */
export const RefusedRequest = z.object({ id: z.string(), at: Instant, reason: RefusalReason, method: z.string(), contentType: z.string().nullable(), bytes: z.number(), agent: z.string().nullable(), headers: z.array(z.string()) });
export type RefusedRequest = z.infer<typeof RefusedRequest>;

export const listRefusals = contract({
  method: "GET", path: "/api/v1/flows/{flow}/refusals", access: { kind: "workspace", permission: "flows:read" }, status: 200,
  summary: "How many requests to the flow's hook were not verified, and the last ones with the reason.",
  params: z.strictObject({ flow: idParam }),
  answer: z.object({ count: z.number(), since: Instant.nullable(), refused: z.array(RefusedRequest) }),
});

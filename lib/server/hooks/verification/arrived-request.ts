import type { HookRequest } from "../hook-request.ts";

/** A request, with its whole address as senders sign it. */
export interface ArrivedRequest extends HookRequest {
  url: string;
}

import { AppError } from "#lib/errors.ts";
import type { HookRequest } from "./hook-request.ts";

export function demandPost({ method }: HookRequest): void {
  if (method !== "POST") throw new AppError("method_not_allowed", "Post to this address; other methods do nothing.");
}

import { canonicalJson, type Json } from "#lib/json.ts";
import { isSecret, signature } from "../embedded/signature.ts";

/** The clocks of both sides may differ by this much; it is also how long a call that was overheard can be repeated. */
const toleranceSeconds = 300;

/** The time and mark of an `x-inngest-signature` header, when it is well formed and fresh; the body need not be read for this. */
export function readSignature(header: string | undefined, nowSeconds: number): { seconds: number } | null {
  const found = /^t=(\d{1,12})&s=[0-9a-f]{64}$/.exec(header ?? "");
  const seconds = Number(found?.[1]);
  return found && Math.abs(nowSeconds - seconds) <= toleranceSeconds ? { seconds } : null;
}

/** Whether one of the keys signed this body (SDK specification, 4.1.3): over its canonical form and the time. */
export function isSigned(header: string, seconds: number, body: string, keys: readonly string[]): boolean {
  let text = "";
  try {
    const parsed: Json | null = body === "" ? null : JSON.parse(body);
    if (parsed !== null) text = canonicalJson(parsed);
  } catch {
    return false;
  }
  return keys.some((key) => isSecret(header, signature(key, text, seconds)));
}

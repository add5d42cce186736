import type { ConfigValue } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";
import { literal } from "./build-document.ts";
import type { Received, TargetServer } from "./target-server.ts";

/** The settings of a source that reads `${url}/records?page=…`. */
export function pagesConfig(url: string, size: number, more: Record<string, ConfigValue> = {}): Record<string, ConfigValue> {
  return { url: literal(`${url}/records`), paging: literal("page"), size: literal(size), key: literal("id"), ...more };
}

/** Serves records page by page at `/records`; everything else is answered by `other`. */
export function servePages(target: TargetServer, size: number, records: readonly Json[], other: TargetServer["answer"] = () => ({ status: 200 })): void {
  target.answer = (call: Received) => {
    const url = new URL(call.url, "http://x");
    if (url.pathname !== "/records") return other(call);
    const page = Number(url.searchParams.get("page"));
    return { status: 200, body: JSON.stringify(records.slice((page - 1) * size, page * size)) };
  };
}

export function orders(count: number): { id: number; amount: number; text: string }[] {
  return Array.from({ length: count }, (_, index) => ({ id: index + 1, amount: index, text: `order ${index + 1}` }));
}

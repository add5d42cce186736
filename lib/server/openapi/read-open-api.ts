import { runtime } from "#lib/server/runtime.ts";
import { version } from "#lib/server/instance/version.ts";
import { buildOpenApi } from "./build-document.ts";

let built: { publicUrl: string; document: Record<string, unknown> } | null = null;

export async function readOpenApi(): Promise<Record<string, unknown>> {
  const { publicUrl } = runtime().env;
  if (built?.publicUrl !== publicUrl) built = { publicUrl, document: buildOpenApi({ version, publicUrl }) };
  return built.document;
}

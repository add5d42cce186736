import type { FlowNode } from "#lib/flow/document.schema.ts";
import type { NodeType } from "#lib/flow/node-type.ts";
import { defaultRetry } from "#lib/flow/retry-policy.ts";

/** What a step does when it fails, in a sentence; null for one that cannot. */
export function retryWords({ settings }: Pick<FlowNode, "settings">, type: NodeType | undefined): string | null {
  if (!type?.canFail) return null;
  const after = settings.onError === "skip" ? "then what follows is skipped" : "then its error path, or the run fails";
  if (!type.isStep) return `${after.charAt(5).toUpperCase()}${after.slice(6)}.`;
  const { attempts } = settings.retry ?? defaultRetry;
  return `${attempts === 1 ? "Tried once" : `Tried up to ${attempts} times`}, ${after}.`;
}

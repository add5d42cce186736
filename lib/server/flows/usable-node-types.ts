import { isSampleType, nodeTypes } from "#lib/connectors/registry.ts";
import type { NodeType, NodeTypes } from "#lib/flow/node-type.ts";
import { samplesUrl } from "../sample-systems/sample-base.ts";

const off = "The sample systems are off on this instance: start it with MILLRACE_SAMPLES=1, or use another system.";

const withoutSamples: NodeTypes = new Map([...nodeTypes].map(([name, type]): [string, NodeType] => [name, isSampleType(name) ? { ...type, off } : type]));

/** The catalogue as this instance can run it: what is switched off says so. */
export function usableNodeTypes(): NodeTypes {
  return samplesUrl() === null ? withoutSamples : nodeTypes;
}

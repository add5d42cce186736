import { isSampleType } from "#lib/connectors/registry.ts";
import { runtime } from "../runtime.ts";

/** Where the sample systems are, without a trailing slash; null while they are off. */
export function samplesUrl(): string | null {
  const { samplesPort } = runtime().env;
  return samplesPort === null ? null : `http://127.0.0.1:${samplesPort}`;
}

/** Where a step of this type finds its system; undefined for types of other systems, and while the samples are off. */
export function sampleBase(type: string): string | undefined {
  return isSampleType(type) ? (samplesUrl() ?? undefined) : undefined;
}

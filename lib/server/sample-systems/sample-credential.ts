import type { Credential } from "#lib/egress/credential.ts";
import { accessKey } from "#lib/samples/access-key.ts";
import { encryptionKey } from "../crypto/workspace-key.ts";
import { samplesUrl } from "./sample-base.ts";

/** The workspace's key to its sample systems, which nobody has to enter. Null while they are off. */
export function sampleCredential(workspaceId: string): Credential | null {
  const url = samplesUrl();
  if (url === null) return null;
  const key = accessKey(encryptionKey(), workspaceId);
  return { allowedHosts: [new URL(url).host], apply: ({ headers }) => void (headers["authorization"] = `Bearer ${key}`), secrets: () => [key] };
}

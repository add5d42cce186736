import ipaddr from "ipaddr.js";
import { holdsId } from "#lib/flow/templates/holds-id.ts";
import { runtime } from "#lib/server/runtime.ts";
import { type Found, found } from "./found.ts";

/** Paths at which a link is as good as a key; the short ones behind a host, or at the beginning. */
const linkPath = /\/api\/(?:hooks|answers|v1\/(?:approvals|shared-templates|invitations))\/[A-Za-z0-9_-]{16,}|(?:^|[\s"'(=]|:\/\/[^\s/"']{1,255})\/(?:f|a|t|invite)\/[A-Za-z0-9_-]{16,}/;
const hostOf = /\b[a-z][a-z0-9+.-]{1,20}:\/\/(?:[^\s/@'"]*@)?(\[[0-9a-f:.]+\]|[^\s/:?#'"<>]+)/gi;
const privateName = /(?:^|\.)(?:localhost|local|internal|intranet|intern|lan|corp|home|private|home\.arpa)$/i;

function isPrivate(host: string): boolean {
  const bare = host.replaceAll(/^\[|\]$/g, "");
  if (ipaddr.isValid(bare)) return ipaddr.process(bare).range() !== "unicast";
  return privateName.test(bare) || (/^[a-z][a-z0-9-]*$/i.test(bare) && bare.length > 1);
}

/** Addresses of this instance and of private networks, and ids that mean something in one workspace only. */
export function ownAddresses(text: string): Found[] {
  const here = runtime().env.publicUrl;
  const isHere = text.toLowerCase().includes(here.toLowerCase());
  return [
    ...(linkPath.test(text) ? [found("internal", "It holds a link that opens something to whoever has it.")] : isHere ? [found("internal", "It holds an address of this Millrace.")] : []),
    ...(!isHere && [...text.matchAll(hostOf)].some(([, host = ""]) => isPrivate(host)) ? [found("internal", "It holds an address on a private network.")] : []),
    ...(holdsId(text) || /(?<![A-Za-z0-9_])mr_live_[A-Za-z0-9_-]{16,}/.test(text) ? [found("internal", "It holds an id or key of this workspace.")] : []),
  ];
}

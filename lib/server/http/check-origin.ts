import { AppError } from "#lib/errors.ts";

interface Caller {
  method: string;
  headers: Headers;
  publicUrl: string;
  /** Whether the session cookie is what the caller acts by; a bearer key cannot be sent by a foreign page. */
  byCookie: boolean;
}

/**
 * Refuses requests that a page of another origin made the browser send. Requests without any sign of a browser pass
 * when no cookie speaks for them.
 * @throws AppError forbidden
 */
export function checkOrigin({ method, headers, publicUrl, byCookie }: Caller): void {
  if (method === "GET" || method === "HEAD") return;
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  if (site === "same-origin" || (origin !== null && isOwn(origin, headers.get("host"), publicUrl))) return;
  if (!byCookie && origin === null && (site === null || site === "none")) return;
  throw new AppError("forbidden", `This request does not come from ${publicUrl}. If people open Millrace at another address, set MILLRACE_PUBLIC_URL to it.`);
}

function isOwn(origin: string, host: string | null, publicUrl: string): boolean {
  if (origin === publicUrl) return true;
  const url = URL.parse(origin);
  return url !== null && /^https?:$/.test(url.protocol) && host !== null && url.host === host.toLowerCase();
}

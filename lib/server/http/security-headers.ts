import { clientAddressHeader, passedOnHeader } from "./client-address.ts";

interface Page {
  /** New for every answer: 128 random bits in base64. */
  nonce: string;
  https: boolean;
  /** The development server evaluates code and opens a socket for reloading. */
  dev: boolean;
}

/** Headers of every answer that is ours: pages and API. The nonce goes to Next in the request's own policy header. */
export function securityHeaders({ nonce, https, dev }: Page): Record<string, string> {
  return {
    "content-security-policy": contentSecurityPolicy({ nonce, dev }),
    ...common,
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    ...(https ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
}

export function contentSecurityPolicy({ nonce, dev }: Omit<Page, "https">): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    // The development server adds style elements without a nonce.
    dev ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    // React Flow places nodes by style attributes.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${dev ? " ws: wss:" : ""}`,
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** For answers whose body a user's flow made: an opaque origin, so it reads no cookie and calls nothing as the user. */
export function userContentHeaders({ https }: Pick<Page, "https">): Record<string, string> {
  return {
    "content-security-policy": "sandbox allow-forms allow-scripts; frame-ancestors 'none'",
    ...common,
    ...(https ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
}

const common = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
};

/**
 * Whether a header from outside must be dropped before Next or our routes see the request: they are set by us, or steer
 * Next from within (CVE-2025-29927 and its kin). `name` in lower case, as Node gives it.
 */
export function isInternalHeader(name: string): boolean {
  return internal.has(name) || name.startsWith("x-middleware-");
}

const internal = new Set([
  "content-security-policy", "content-security-policy-report-only", "x-nonce", "next-resume", "x-nextjs-data", "x-now-route-matches", "x-matched-path",
  "x-invoke-path", "x-invoke-query", "x-invoke-status", "x-invoke-output", clientAddressHeader, passedOnHeader,
]);

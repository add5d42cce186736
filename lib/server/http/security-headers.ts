/**
 * Headers that only our own server may set on a request: what a visitor sends under these names is dropped. Some steer
 * Next (middleware subrequests, resumed renders), some we write ourselves.
 */
export const inboundHeadersToDrop: readonly string[] = [
  "content-security-policy",
  "content-security-policy-report-only",
  "x-nonce",
  "x-millrace-client",
  "x-middleware-subrequest",
  "x-middleware-rewrite",
  "x-middleware-next",
  "x-middleware-set-cookie",
  "x-middleware-prefetch",
  "x-middleware-request",
  "next-resume",
];

/** The policy of our own pages: scripts and styles with this request's nonce, nothing from elsewhere, no framing. */
export function contentSecurityPolicy({ nonce, dev }: { nonce: string; dev: boolean }): string {
  return [
    "default-src 'none'",
    // React's development build evaluates strings to show better stacks; the built product never does.
    `script-src 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    dev ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    // React Flow places nodes by inline transforms.
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

/** Set on every answer of the web process, before the route adds its own. */
export function securityHeaders({ nonce, https, dev }: { nonce: string; https: boolean; dev: boolean }): Record<string, string> {
  return {
    "content-security-policy": contentSecurityPolicy({ nonce, dev }),
    "x-content-type-options": "nosniff",
    // Hook, invite and set-up URLs are secrets.
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    ...(https ? { "strict-transport-security": "max-age=31536000; includeSubDomains" } : {}),
  };
}

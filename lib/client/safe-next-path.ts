/** A path of this site to go to after signing in, or null: an address elsewhere must not be smuggled in. */
export function safeNextPath(next: string | null | undefined): string | null {
  if (!next?.startsWith("/")) return null;
  const here = "http://millrace.invalid";
  const url = URL.parse(next, here);
  if (url === null || url.origin !== here) return null;
  return `${url.pathname}${url.search}${url.hash}`;
}

/** What a call may be signed with. Its values live in closures, so printing or storing it shows nothing. */
export interface Credential {
  /** `api.example.com`, `*.example.com`, `api.example.com:8443`. */
  allowedHosts: readonly string[];
  /** Adds it to a request whose host was checked; may replace headers and add to the query. */
  apply(request: { url: URL; headers: Record<string, string> }): void;
  /** Values that must not be seen in a reply. */
  secrets(): readonly string[];
}

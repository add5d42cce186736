/** Counts, from now on, what passes between the executor and the Inngest SDK: both make a `Request` for each call. */
export function countSdkRequests(): () => number {
  let count = 0;
  globalThis.Request = new Proxy(Request, {
    construct(target, given: [RequestInfo | URL, RequestInit?], newTarget) {
      const [input] = given;
      const url = input instanceof Request ? input.url : String(input);
      if (url.startsWith("http://engine.internal/")) count += 1;
      return Reflect.construct(target, given, newTarget);
    },
  });
  return () => count;
}

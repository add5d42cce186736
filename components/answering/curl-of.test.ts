import { expect, test } from "vitest";
import { callerScheme } from "./caller-scheme.ts";
import { curlOf } from "./curl-of.ts";

const schemes = { apiKey: { type: "http", scheme: "bearer" }, basic: { type: "http", scheme: "basic" }, token: { type: "http", scheme: "bearer" }, "key-X-Token": { type: "apiKey", in: "header", name: "X-Token" } };
const document = { components: { securitySchemes: schemes } };

test("a caller is told what to send: nothing, a key, a token, a user and password, or a header of its own", () => {
  const kinds = [[], ["apiKey"], ["token"], ["basic"], ["key-X-Token"]].map((security) => callerScheme(document, security));
  expect(kinds).toEqual([{ kind: "none" }, { kind: "key" }, { kind: "token" }, { kind: "basic" }, { kind: "header", name: "X-Token" }]);
  const proofs = kinds.map((scheme) => curlOf({ url: "http://a.example/x", scheme, body: "{}" }).split(" \\\n  ").slice(1, -2));
  expect(proofs).toEqual([[], ["-H 'authorization: Bearer API_KEY'"], ["-H 'authorization: Bearer TOKEN'"], ["-u 'USER:PASSWORD'"], ["-H 'X-Token: SECRET'"]]);
});

test("a quote in the body stays in the body", () => {
  expect(curlOf({ url: "http://a.example/x", scheme: { kind: "none" }, body: `{"name":"O'Brien"}` })).toBe(`curl -X POST 'http://a.example/x' \\\n  -H 'content-type: application/json' \\\n  -d '{"name":"O'\\''Brien"}'`);
});

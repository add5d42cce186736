import { expect, test } from "vitest";
import { keptBody } from "./kept-body.ts";

test("a body is kept whole up to 16 kB, and above it to a whole character, with its length", () => {
  expect(keptBody(Buffer.from("short"))).toEqual({ body: "short" });
  expect(keptBody(Buffer.from("x".repeat(16_384)))).toEqual({ body: "x".repeat(16_384) });
  expect(keptBody(Buffer.from("x".repeat(16_385)))).toEqual({ body: "x".repeat(16_384), bodyBytes: 16_385 });
  // Three bytes each, so that the bound falls into one.
  const kept = keptBody(Buffer.from("€".repeat(6_000)));
  expect(kept).toEqual({ body: "€".repeat(5_461), bodyBytes: 18_000 });
});

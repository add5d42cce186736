import { describe, expect, it } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { describeFlow } from "./describe-flow.ts";

const webhook = { type: "core/webhook", name: "Order received" };
const event = { type: "core/event", name: "Order paid" };
const map = { type: "core/map", name: "Pick fields" };
const call = { type: "http/request", name: "Tell finance" };

describe("describeFlow", () => {
  it("says what is missing in an empty flow", () => {
    expect(describeFlow([], nodeTypes)).toBe("Empty. Open it and choose what starts it.");
    expect(describeFlow([map], nodeTypes)).toBe("No trigger yet. One step, the last is Pick fields.");
  });

  it("uses the trigger's own sentence and names the last step", () => {
    expect(describeFlow([webhook], nodeTypes)).toBe("When a request is posted to this flow's URL. Nothing happens after that yet.");
    expect(describeFlow([webhook, call], nodeTypes)).toBe("When a request is posted to this flow's URL, then Tell finance.");
    expect(describeFlow([webhook, map, call], nodeTypes)).toBe("When a request is posted to this flow's URL, then Pick fields, and last Tell finance.");
    expect(describeFlow([webhook, map, map, call], nodeTypes)).toBe("When a request is posted to this flow's URL, then 2 steps, and last Tell finance.");
  });

  it("names a trigger whose sentence needs settings", () => {
    expect(describeFlow([event, call], nodeTypes)).toBe("Starts with Order paid, then Tell finance.");
  });

  it("names a trigger of an unknown type", () => {
    expect(describeFlow([{ type: "gone/away", name: "Old hook" }, call], new Map())).toBe("Starts with Old hook, then Tell finance.");
  });
});

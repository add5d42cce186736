import { expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import type { ConfigValue, FlowDocument, FlowEdge } from "#lib/flow/document.schema.ts";
import { whatHappens } from "./what-happens.ts";

const literal = (value: string | boolean): ConfigValue => ({ kind: "literal", value });

function flow(nodes: Record<string, [type: string, config?: Record<string, ConfigValue>]>, edges: string[]): FlowDocument {
  return {
    schemaVersion: 3,
    nodes: Object.entries(nodes).map(([name, [type, config]]) => ({ id: `n_${name}`, name, type, config: config ?? {}, settings: name === "off" ? { disabled: true } : {} })),
    edges: edges.map((text, index): FlowEdge => {
      const [from = "", arrow, to = ""] = text.split(" ");
      const [node = "", port = "out"] = from.split(".");
      return { id: `e_${index}`, carries: arrow === "=>" ? "records" : "value", from: { node: `n_${node}`, port }, to: { node: `n_${to}`, port: "in" } };
    }),
    layout: { nodes: {} },
  };
}

const get = (url: string): [string, Record<string, ConfigValue>] => ["http/request", { method: literal("GET"), url: literal(url) }];
const post = (url: string): [string, Record<string, ConfigValue>] => ["http/request", { method: literal("POST"), url: literal(url) }];

test.each<[string, FlowDocument, string, string]>([
  ["nothing outside", flow({ hook: ["core/webhook"], map: ["core/map"] }, ["hook -> map"]), "Calls nothing, writes nothing.", ""],
  ["one read", flow({ hook: ["core/webhook"], a: get("https://api.example.com/x") }, ["hook -> a"]), "Calls api.example.com once, writes nothing.", ""],
  ["a method that is not set reads", flow({ hook: ["core/webhook"], a: ["http/request", { url: literal("http://one.test:8080/") }] }, ["hook -> a"]), "Calls one.test:8080 once, writes nothing.", ""],
  ["a post that only reads", flow({ hook: ["core/webhook"], a: ["http/request", { method: literal("POST"), reads: literal(true), url: literal("https://api.example.com") }] }, ["hook -> a"]), "Calls api.example.com once, writes nothing.", ""],
  ["reads and writes", flow({ hook: ["core/webhook"], a: get("https://api.example.com/x"), b: get("https://api.example.com/y"), c: post("https://crm.test/z") }, ["hook -> a", "a -> b", "b -> c"]), "Calls api.example.com twice, writes nothing.", "Plans 1 write to crm.test."],
  ["records", flow({ hook: ["core/webhook"], s: ["http/pages", { url: literal("https://shop.test/orders") }], a: get("https://api.example.com/x"), b: post("https://crm.test/z") }, ["hook -> s", "s => a", "a => b"]), "Reads at most 100 records of shop.test, calls api.example.com for each record, writes nothing.", "Plans a write to crm.test for each record."],
  ["writes once and for each record", flow({ hook: ["core/webhook"], s: ["core/split"], a: post("https://crm.test/x"), b: post("https://crm.test/y"), c: post("https://stock.test/z") }, ["hook -> a", "a -> b", "hook -> s", "s => c"]), "Calls nothing, writes nothing.", "Plans 2 writes to crm.test and, for each record, to stock.test."],
  ["what is turned off or led to by nothing", flow({ hook: ["core/webhook"], off: get("https://off.test/"), lost: post("https://lost.test/") }, ["hook -> off"]), "Calls nothing, writes nothing.", ""],
  ["waits, approvals, called flows", flow({ hook: ["core/webhook"], w: ["core/wait"], e: ["core/wait-event"], a: ["core/approval"], c: ["core/call-flow"] }, ["hook -> w", "w -> e", "e -> a", "a.approved -> c"]), "Calls nothing, writes nothing.", "Skips 2 waits, asks here for 1 approval and tests 1 called flow in the same way."],
  ["a target that is not written down", flow({ hook: ["core/webhook"], Ask: ["http/request", { url: { kind: "reference", node: "n_hook", path: ["body", "url"] } }] }, ["hook -> Ask"]), "Calls “Ask” once, writes nothing.", ""],
])("%s", (_, document, does, instead) => {
  expect(whatHappens(document, nodeTypes)).toEqual({ does, instead, sends: null });
});

test("what is really sent is said to be", () => {
  const document = flow({ hook: ["core/webhook"], a: get("https://api.example.com/x"), b: post("https://crm.test/z") }, ["hook -> a", "a -> b"]);
  expect(whatHappens(document, nodeTypes, { send: new Set(["n_b"]) })).toEqual({ does: "Calls api.example.com once, sends 1 write to crm.test.", sends: "sends 1 write to crm.test", instead: "" });
  expect(whatHappens(document, nodeTypes, { send: new Set(["n_b"]), only: "n_b" })).toEqual({ does: "Sends 1 write to crm.test.", sends: "Sends 1 write to crm.test", instead: "" });
});

test("a part of the flow does only what is in it, and a mock does nothing", () => {
  const document = flow({ hook: ["core/webhook"], a: get("https://api.example.com/x"), m: ["core/map"], b: post("https://crm.test/z"), side: get("https://side.test/") }, ["hook -> a", "a -> m", "m -> b", "hook -> side"]);
  const said = (plan: Parameters<typeof whatHappens>[2]) => whatHappens(document, nodeTypes, plan);
  expect(said({ upTo: "n_m" })).toMatchObject({ does: "Calls api.example.com once, writes nothing.", instead: "" });
  expect(said({ only: "n_b" })).toMatchObject({ does: "Calls nothing, writes nothing.", instead: "Plans 1 write to crm.test." });
  expect(said({ from: "n_m" })).toMatchObject({ does: "Calls nothing, writes nothing.", instead: "Plans 1 write to crm.test." });
  expect(said({ from: "n_a" })).toMatchObject({ does: "Calls api.example.com once, writes nothing." });
  expect(said({ mocked: new Set(["n_a", "n_b"]) })).toMatchObject({ does: "Calls side.test once, writes nothing.", instead: "Uses 2 mocks." });
});

import { expect, it } from "vitest";
import { auditInWords } from "./audit-words.ts";

const names = { flow_1: { name: "Ship paid orders", there: true }, flow_2: { name: "Old", there: false }, run_1: { name: "Ship paid orders", there: true }, key_1: { name: "Deploys", there: true } };

function said(action: string, target: string | null, details: Record<string, unknown> = {}, message: string | null = null): [string, string | null | undefined, string] {
  const { did, object, more } = auditInWords({ action, target, details, message }, names, "/w/mine");
  return [`${did}${object === null ? "" : ` ${object.name}`}`, object?.href, more];
}

it("says in a sentence what was done, and leads to what is still there", () => {
  const differs = { added: 0, removed: 0, changed: 1, fields: false, limits: false };
  expect(said("flow.publish", "flow_1", { version: 2, differs }, "Asks twice")).toEqual(["Published version 2 of Ship paid orders", "/w/mine/flows/flow_1", "1 step changed. “Asks twice”"]);
  expect(said("flow.publish", "flow_1", { version: 1, differs: null }, "")).toEqual(["Published version 1 of Ship paid orders", "/w/mine/flows/flow_1", ""]);
  expect(said("flow.delete", "flow_2", { name: "Old" })).toEqual(["Deleted Old", null, ""]);
  expect(said("run.start", "run_1", { flow: "flow_1" })).toEqual(["Started a run of Ship paid orders", "/w/mine/runs/run_1", ""]);
  expect(said("run.start", "run_9", { flow: "flow_1" })).toEqual(["Started a run of Ship paid orders", null, ""]);
  expect(said("sample.create", "smp_1", { flow: "flow_1", origin: "run" })).toEqual(["Made a sample of Ship paid orders", "/w/mine/flows/flow_1", ""]);
  expect(said("flow.keep", "flow_1", { days: 7, megabytes: null })[2]).toBe("7 days");
  expect(said("run.reveal", "run_1", { step: "Tell", part: "output", path: ["to"], reason: "ticket 7" })[2]).toBe("“to” of the output of Tell. Reason: ticket 7");
  expect(said("workspace.data-care", "ws_1", { before: ["a"], after: ["b"], viewersSeeValues: false })).toEqual(["Changed what is hidden in all flows", undefined, "Hidden: b. No longer hidden so: a. Viewers do not see values"]);
  expect(said("api-key.create", "key_1", { scopes: ["flows:read"] })).toEqual(["Made the API key Deploys", null, "flows:read"]);
});

it("tells what was done with templates, on both sides", () => {
  const both = { ...names, tmpl_1: { name: "Leads", there: true } };
  const told = (action: string, target: string, details: Record<string, unknown>): [string, string | null | undefined, string] => {
    const { did, object, more } = auditInWords({ action, target, details, message: null }, both, "/w/mine");
    return [`${did}${object === null ? "" : ` ${object.name}`}`, object?.href, more];
  };
  expect(told("template.publish", "tmpl_1", { name: "Leads", version: 2, flow: "flow_1" })).toEqual(["Published version 2 of the template “Leads” from Ship paid orders", "/w/mine/flows/flow_1", ""]);
  expect(told("template.share", "tmpl_1", { visibility: "link" })).toEqual(["Changed who sees the template Leads", "/w/mine/templates/tmpl_1", "Whoever has the link"]);
  expect(told("template.share", "tmpl_1", { newLink: true })).toEqual(["Made a new link for the template Leads", "/w/mine/templates/tmpl_1", ""]);
  expect(told("template.withdraw", "tmpl_9", { name: "Old leads" })).toEqual(["Withdrew the template “Old leads”", undefined, ""]);
  expect(told("template.check", "tmpl_9", { version: 2 })).toEqual(["Had the samples run again of the template a template that is gone", null, "Version 2"]);
  expect(told("template.install", "flow_1", { template: "tmpl_1", name: "Leads", version: 1 })[0]).toBe("Installed version 1 of the template “Leads” as Ship paid orders");
  expect(told("template.install", "flow_1", { template: null, name: "Leads", version: 1 })[0]).toBe("Installed the file of the template “Leads” as Ship paid orders");
  expect(told("template.update", "flow_1", { template: "tmpl_1", version: 2 })[0]).toBe("Took version 2 of its template into the draft of Ship paid orders");
  expect(told("template.leave", "flow_1", { template: "tmpl_1", version: 2 })[0]).toBe("Left aside version 2 of the template of Ship paid orders");
});

it("has words for an act that it does not know, and none that only machines read", () => {
  expect(said("job.hand-back", null, { workspace: "ws_1", deep: { a: 1 } })).toEqual(["Job: hand back", undefined, "workspace: ws_1"]);
  expect(said("connection.test", "conn_9", { ok: false })).toEqual(["Tried the connection a connection that is gone", null, "It does not work"]);
});

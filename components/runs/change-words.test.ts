import { expect, it } from "vitest";
import type { FlowChange } from "#lib/contracts/flow-changes.schema.ts";
import { changeInWords } from "./change-words.ts";

function said(change: FlowChange["change"]): [string, string | undefined] {
  const { did, object, said: after, more } = changeInWords({ id: "aud_1", at: "2026-11-26T10:00:00.000Z", by: "user:usr_1", change }, "flow_1", "/w/mine");
  return [`${did}${object === null ? "" : ` ${object.name}`}${after}${more === "" ? "" : ` (${more})`}`, object?.href];
}

it("reads after a name as a sentence, and leads to what says more", () => {
  const differs = { added: 1, removed: 0, changed: 2, fields: false, limits: false };
  expect(said({ what: "published", version: 3, message: "Asks twice", differs })).toEqual(["published version 3: “Asks twice” (2 steps changed, 1 step added)", "/w/mine/flows/flow_1/versions?at=v3"]);
  expect(said({ what: "template-taken", version: 2, template: { id: "tmpl_1", name: "Web leads" } })).toEqual(["took version 2 of Web leads into the draft", "/w/mine/templates/tmpl_1?version=2"]);
  expect(said({ what: "template-taken", version: 2, template: { id: null, name: null } })).toEqual(["took version 2 of its template into the draft", undefined]);
  expect(said({ what: "kept", days: 1, megabytes: null })).toEqual(["set runs to be kept for 1 day", undefined]);
});

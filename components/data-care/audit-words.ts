import { keepInWords } from "#components/flows/keep-words.ts";
import { differsInWords } from "#components/runs/change-words.ts";
import type { AuditEntry } from "#lib/contracts/data-care.schema.ts";
import type { VersionDifference } from "#lib/contracts/flow-changes.schema.ts";
import type { Keep } from "#lib/contracts/flows.schema.ts";

type Details = AuditEntry["details"];
/** What the ids of a page stand for. */
export type AuditNames = Readonly<Record<string, { name: string; there: boolean }>>;

interface Act {
  /** What was done, to be read before what it was done to. */
  did: string | ((details: Details) => string);
  /** Id of what it was done to; the target when it does not say, null for nothing that has a name. */
  to?: ((details: Details) => unknown) | null;
  /** What else is worth saying; the remaining details as they are when it does not say. */
  more?: (details: Details, message: string | null) => string;
}

const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");
const quoted = (value: unknown): string => (text(value) === "" ? "" : `“${text(value)}”`);
const listed = (value: unknown): string => (Array.isArray(value) && value.length > 0 ? value.map(String).join(", ") : "");
const nothing = (): string => "";
const ofFlow = ({ flow }: Details): unknown => flow;

function isList(value: unknown): value is string[] {
  return Array.isArray(value);
}

/** Which rules came and went: `Hidden: **.iban. Shown again: customer.email`. */
function ruleChange({ before, after, viewersSeeValues }: Details): string {
  const [was, is] = [isList(before) ? before : [], isList(after) ? after : []];
  const come = is.filter((rule) => !was.includes(rule));
  const gone = was.filter((rule) => !is.includes(rule));
  return [
    come.length > 0 ? `Hidden: ${come.join("; ")}` : "", gone.length > 0 ? `No longer hidden so: ${gone.join("; ")}` : "",
    typeof viewersSeeValues === "boolean" ? (viewersSeeValues ? "Viewers see values" : "Viewers do not see values") : "",
  ].filter((part) => part !== "").join(". ");
}

function revealed({ step, part, path, reason }: Details): string {
  const place = isList(path) && path.length > 0 ? `“${path.join(".")}”` : "all";
  return `${place} of the ${text(part)}${typeof step === "string" ? ` of ${step}` : ""}${quoted(reason) === "" ? ", without a reason" : `. Reason: ${text(reason)}`}`;
}

const decisions: Record<string, string> = { approved: "Approved a step of", rejected: "Rejected a step of", repeat: "Had a request of unknown outcome sent again in", done: "Took a request of unknown outcome as done in", fail: "Took a request of unknown outcome as failed in" };
const redriven: Record<string, string> = { paused: "Paused a redrive", running: "Resumed a redrive", stopped: "Stopped a redrive" };

const seenBy: Record<string, string> = { workspace: "This workspace", link: "Whoever has the link", gallery: "Everybody on this Millrace" };

const acts: Readonly<Record<string, Act>> = {
  "flow.create": { did: "Created" }, "flow.delete": { did: "Deleted", more: nothing },
  "flow.publish": {
    did: ({ version }) => `Published version ${text(version)} of`,
    more: ({ differs }, message) => [differs ? differsInWords(differs as VersionDifference) : "", quoted(message)].filter((part) => part !== "").join(". "),
  },
  "flow.pause": { did: "Paused", more: ({ reason }) => quoted(reason) }, "flow.resume": { did: "Resumed" },
  "flow.keep": { did: "Set how long runs are kept of", more: (details) => keepInWords(details as unknown as Keep) },
  "flow.field-rules": { did: "Changed the hidden fields of", more: ruleChange },
  "flow.describe-version": { did: ({ version }) => `Changed the message of version ${text(version)} of`, more: nothing },
  "mock.put": { did: "Set a mock for a step of", more: nothing }, "mock.delete": { did: "Removed a mock of a step of", more: nothing },
  "capture.start": { did: ({ count }) => `Began to keep the next ${text(count)} inputs as samples of`, more: nothing }, "capture.stop": { did: "Stopped keeping inputs as samples of" },
  "sample.create": { did: "Made a sample of", to: ofFlow, more: nothing }, "sample.rename": { did: "Renamed a sample of", to: ofFlow, more: nothing }, "sample.delete": { did: "Deleted a sample of", to: ofFlow, more: nothing },
  "run.start": { did: "Started", more: nothing }, "run.cancel": { did: "Cancelled" }, "run.pass": { did: "Let the next run of its key start after" },
  "run.replay": { did: "Replayed", more: ({ again }) => (again === true ? "With what was sent before sent again" : "") },
  "run.decide": { did: ({ decision }) => decisions[text(decision)] ?? "Decided a step of", more: ({ link }) => (link === true ? "By the link of the approval" : "") },
  "run.tags": { did: "Changed the tags of", more: ({ tags }) => listed(tags) || "None" },
  "run.reveal": { did: "Revealed a hidden value of", more: revealed },
  "redrive.start": { did: ({ total }) => `Started a redrive of ${text(total)} ${total === 1 ? "run" : "runs"}`, to: null, more: ({ from, version, rate }) => `From ${from === "start" ? "the start" : "what failed"}, ${version === "same" ? "the version that ran" : "the latest version"}, ${text(rate)} a second` },
  "redrive.change": { did: ({ status }) => redriven[text(status)] ?? "Changed the rate of a redrive", to: null, more: ({ rate }) => (text(rate) === "" ? "" : `${text(rate)} runs a second`) },
  "failure.open": { did: "Opened again a kind of failure of", more: nothing }, "failure.muted": { did: "Muted a kind of failure of", more: nothing }, "failure.resolved": { did: "Marked as resolved a kind of failure of", more: nothing },
  "run-view.save": { did: ({ name }) => `Saved the view ${quoted(name)}`, to: null, more: nothing }, "run-view.delete": { did: "Deleted a view", to: null },
  "connection.create": { did: "Made the connection", more: ({ kind, allowedHosts }) => [text(kind), listed(allowedHosts)].filter((part) => part !== "").join(", ") },
  "connection.delete": { did: ({ name }) => `Deleted the connection ${quoted(name)}`, to: null, more: nothing },
  "connection.test": { did: "Tried the connection", more: ({ ok }) => (ok === true ? "It works" : "It does not work") },
  "connection.update": { did: "Changed the connection", more: ({ changed }) => listed(changed).replace("allowedHosts", "hosts") }, "connection.replace": { did: "Replaced the credential of the connection", more: nothing },
  "alert-rule.create": { did: "Made the alert rule", more: nothing }, "alert-rule.update": { did: "Changed the alert rule", more: ({ changed }) => listed(changed) }, "alert-rule.delete": { did: ({ name }) => `Deleted the alert rule ${quoted(name)}`, to: null, more: nothing },
  "alert-rule.pause": { did: "Paused the alert rule", more: nothing }, "alert-rule.resume": { did: "Resumed the alert rule", more: nothing }, "alert-rule.test": { did: "Tried the alert rule" },
  "alert.mute": { did: "Muted an alert", to: null }, "alert.unmute": { did: "Unmuted an alert", to: null }, "alert.resolve": { did: "Resolved an alert", to: null },
  "template.publish": { did: ({ version, name }) => `Published version ${text(version)} of the template ${quoted(name)} from`, to: ofFlow, more: nothing },
  "template.share": { did: ({ newLink }) => (newLink === true ? "Made a new link for the template" : "Changed who sees the template"), more: ({ visibility }) => (visibility === undefined ? "" : (seenBy[text(visibility)] ?? "")) },
  "template.withdraw": { did: ({ name }) => `Withdrew the template ${quoted(name)}`, to: null, more: nothing },
  "template.check": { did: "Had the samples run again of the template", more: ({ version }) => `Version ${text(version)}` },
  "template.install": { did: ({ name, version, template }) => `Installed ${template === null ? "the file of the template" : `version ${text(version)} of the template`} ${quoted(name)} as`, more: nothing },
  "template.update": { did: ({ version }) => `Took version ${text(version)} of its template into the draft of`, more: nothing },
  "template.leave": { did: ({ version }) => `Left aside version ${text(version)} of the template of`, more: nothing },
  "invite.create": { did: ({ email, role }) => `Invited ${text(email)} as ${text(role)}`, to: null, more: nothing }, "invite.accept": { did: ({ role }) => `Accepted an invitation as ${text(role)}`, to: null, more: nothing }, "invite.revoke": { did: "Withdrew an invitation", to: null },
  "member.role": { did: "Changed the role of", more: ({ from, to }) => `From ${text(from)} to ${text(to)}` }, "member.remove": { did: "Removed the member", more: ({ role }) => (text(role) === "" ? "" : `Was ${text(role)}`) },
  "api-key.create": { did: "Made the API key", more: ({ scopes }) => listed(scopes) }, "api-key.revoke": { did: "Revoked the API key" },
  "workspace.data-care": { did: "Changed what is hidden in all flows", to: null, more: ruleChange },
  "workspace.create": { did: ({ name }) => `Created the workspace ${quoted(name)}`, to: null, more: nothing }, "workspace.rename": { did: ({ name }) => `Renamed the workspace to ${quoted(name)}`, to: null, more: nothing },
  "sample.reset": { did: "Reset a sample system", to: null }, "sample.behave": { did: "Changed how a sample system behaves", to: null },
};

/** For an act that has no sentence: `Job: hand back`. */
function nameOfAction(action: string): string {
  const [noun = "", ...verb] = action.split(".").map((part) => part.replaceAll(/[-_]/g, " "));
  return `${noun.charAt(0).toUpperCase()}${noun.slice(1)}: ${verb.join(" ")}`;
}

function plainDetails(details: Details): string {
  return Object.entries(details).flatMap(([name, value]) => (typeof value === "object" || text(value) === "" ? [] : [`${name}: ${text(value)}`])).join("; ");
}

/** Where what an id stands for is shown; null: nowhere, or no longer. */
function hrefOf(id: string, names: AuditNames, home: string): string | null {
  if (names[id]?.there !== true) return null;
  if (id.startsWith("flow_")) return `${home}/flows/${id}`;
  if (id.startsWith("run_")) return `${home}/runs/${id}`;
  if (id.startsWith("conn_")) return `${home}/connections#${id}`;
  if (id.startsWith("tmpl_")) return `${home}/templates/${id}`;
  return id.startsWith("alr_") ? `${home}/alerts` : null;
}

const gone: Readonly<Record<string, string>> = { flow: "a flow that is gone", run: "a run that is gone", conn: "a connection that is gone", alr: "a rule that is gone", usr: "somebody who is gone", key: "a key that is gone", tmpl: "a template that is gone" };

function nameOf(id: string, details: Details, names: AuditNames): string {
  const kind = id.slice(0, id.indexOf("_"));
  const name = names[id]?.name ?? (kind === "run" ? names[text(details["flow"])]?.name : undefined);
  if (name === undefined) return text(details["name"]) || (gone[kind] ?? id);
  return kind === "run" ? `a run of ${name}` : name;
}

export interface AuditWords {
  /** "Published version 2 of". */
  did: string;
  /** What it was done to, and where that is shown while it is there. */
  object: { name: string; href: string | null } | null;
  more: string;
}

/** An entry as a sentence without its subject; `home` is the workspace's address. */
export function auditInWords({ action, target, details, message }: Pick<AuditEntry, "action" | "target" | "details" | "message">, names: AuditNames, home: string): AuditWords {
  const act = acts[action];
  const did = act === undefined ? nameOfAction(action) : typeof act.did === "string" ? act.did : act.did(details);
  const id = act?.to === null ? "" : text(act?.to === undefined ? target : act.to(details));
  return {
    did,
    object: id === "" ? null : { name: nameOf(id, details, names), href: hrefOf(id, names, home) },
    more: act?.more === undefined ? plainDetails(details) : act.more(details, message),
  };
}

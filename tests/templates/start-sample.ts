import type { Flow } from "#lib/contracts/flows.schema.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import { signHook } from "#tests/support/sign-hook.ts";
import { until } from "#tests/support/until.ts";
import type { GalleryLab, LabWorkspace } from "./gallery-lab.ts";

function part(input: Json, name: string): Json | undefined {
  return isJsonObject(input) ? input[name] : undefined;
}

/** Fills the form in on its page, as fast as people are. */
async function fillForm(flow: Flow, fields: JsonObject): Promise<void> {
  const page = await (await fetch(flow.formUrl)).text();
  const hidden = [...page.matchAll(/name="(:\w+)" value="([^"]*)"/g)].map(([, name = "", value = ""]): [string, string] => [name, value]);
  const body = new URLSearchParams([...hidden, ...Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)])]).toString();
  await until("the form to be taken", async () => {
    const sent = await fetch(flow.formUrl, { method: "POST", redirect: "manual", headers: { "content-type": "application/x-www-form-urlencoded" }, body });
    const text = await sent.text();
    // What the flow itself answers is compared later; here it is whether the answers were taken.
    if (sent.status === 404 || sent.status === 410 || sent.status === 429) throw new Error(`The form answered ${sent.status}: ${text.slice(0, 300)}`);
    return sent.status !== 422;
  });
}

/** Posts to the flow's URL with what its sender has to show: a signature, or the caller's key. */
async function post({ lab, workspace }: { lab: GalleryLab; workspace: LabWorkspace }, flow: Flow, input: Json): Promise<void> {
  const body = JSON.stringify(part(input, "body") ?? null);
  const config = flow.document.nodes.find(({ type }) => type === "core/webhook")?.config ?? {};
  const setting = (name: string): Json | undefined => (config[name]?.kind === "literal" ? config[name].value : undefined);
  const signed = setting("verify") === "stripe" ? await signHook.stripe({ body, secret: lab.secret }) : {};
  const called = setting("auth") === "api-key" ? { authorization: `Bearer ${workspace.key}` } : {};
  const answer = await fetch(flow.hookUrl, { method: "POST", headers: { "content-type": "application/json", ...signed, ...called }, body });
  const text = await answer.text();
  if (answer.status === 400 || answer.status === 401 || answer.status === 403) throw new Error(`The hook answered ${answer.status}: ${text.slice(0, 300)}`);
}

/** Lets a sample happen as it would in life: a page that is filled in, a signed request, an event. What people start, people start. */
export async function startSample(where: { lab: GalleryLab; workspace: LabWorkspace }, flow: Flow, input: Json): Promise<void> {
  const trigger = flow.document.nodes.find(({ type }) => ["core/form", "core/webhook", "core/event"].includes(type))?.type;
  if (trigger === "core/webhook") return await post(where, flow, input);
  if (trigger === "core/form") {
    const fields = part(input, "fields") ?? {};
    return await fillForm(flow, isJsonObject(fields) ? fields : {});
  }
  if (trigger === "core/event") {
    await where.workspace.api("POST", "/api/v1/events", { name: part(input, "name"), data: part(input, "data") });
    return;
  }
  await where.workspace.api("POST", `/api/v1/flows/${flow.id}/runs`, { input });
}

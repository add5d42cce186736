import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { driveHere } from "#inngest/drive-here.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { createConnection } from "#lib/server/connections/create-connection.ts";
import { handleForm } from "#lib/server/forms/form-listener.ts";
import { handleHook } from "#lib/server/hooks/hook-listener.ts";
import { runtime, setRuntime } from "#lib/server/runtime.ts";
import { installTemplate } from "#lib/server/templates/install-template.ts";
import { signHook } from "./sign-hook.ts";
import { until } from "./until.ts";

export interface Stories {
  /** Fills the lead form in as a person does; `again` sends the same page once more. */
  fill(path: string): Promise<{ status: number; text: string; again: () => Promise<string> }>;
  /** Posts a body as Stripe signs it; the status. */
  post(path: string, body: string, secret?: string): Promise<number>;
  /** The flow with the secret that `post` signs with, patient in short steps. */
  ready(context: WorkspaceContext, document: FlowDocument): Promise<FlowDocument>;
  stop(): Promise<void>;
}

export const quick = { retry: { attempts: 20, backoff: "constant", delayMs: 100, maxDelayMs: 100 } } as const;
/** Of six payments: each twice, and none after the one before it. */
export const order = [3, 1, 2, 3, 5, 4, 1, 6, 6, 2, 5, 4];
const secret = "whsec_example";

export function payment(number: number, email = `payer${number}@example.com`): string {
  return JSON.stringify({ id: `evt_${number}`, type: "payment_intent.succeeded", created: 1_795_000_000 + number, data: { object: { id: `pi_${number}`, amount: 1_000 + number, currency: "eur", receipt_email: email } } });
}

/** What installing a template that comes with the product makes, with its defaults. */
export async function installed(context: WorkspaceContext, template: string): Promise<FlowDocument> {
  return (await installTemplate(context, { source: { kind: "template", template }, connections: {}, parameters: {} })).document;
}

/** What the shipped templates are told by: the listeners of hooks and forms, on a port, over the runtime at hand. */
export async function startStories(): Promise<Stories> {
  const server = createServer((request, response) => void (request.url?.startsWith("/f/") ? handleForm(request, response) : handleHook(request, response)));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const here = await driveHere(runtime());
  setRuntime({ ...runtime(), driver: here.driver });
  let counter = 0;
  return {
    async fill(path) {
      const page = await (await fetch(`${base}/f/${path}`)).text();
      const hidden = (name: string) => new RegExp(`name=":${name}" value="([^"]+)"`).exec(page)?.[1] ?? "";
      const body = new URLSearchParams({ ":submission": hidden("submission"), ":opened": hidden("opened"), name: "Grace Hopper", email: "grace@example.com", company: "", message: "40 mugs" }).toString();
      const send = () => fetch(`${base}/f/${path}`, { method: "POST", redirect: "manual", headers: { "content-type": "application/x-www-form-urlencoded" }, body });
      const answer = await until("people's pace", async () => {
        const sent = await send();
        return sent.status === 422 ? undefined : sent;
      });
      return { status: answer.status, text: await answer.text(), again: async () => (await send()).text() };
    },
    async post(path, body, signedWith = secret) {
      const headers = { "content-type": "application/json", ...(await signHook.stripe({ body, secret: signedWith })) };
      return (await fetch(`${base}/api/hooks/${path}`, { method: "POST", headers, body })).status;
    },
    async ready(context, document) {
      const { id } = await createConnection(context, { name: `Payments ${(counter += 1)}`, credential: { kind: "webhook/secret", secret } });
      const nodes = document.nodes.map((node) => ({ ...node, ...(node.type === "core/webhook" ? { connection: id } : {}), settings: node.settings.retry === undefined ? node.settings : { ...node.settings, ...quick } }));
      return { ...document, nodes };
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await here.stop(0);
    },
  };
}

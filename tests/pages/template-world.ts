import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Template, TemplateDraft } from "#lib/contracts/templates.schema.ts";
import { buildDocument, literal, nodeId, reference } from "#tests/support/build-document.ts";
import type { Millrace } from "#tests/support/start-millrace.ts";

const posted = (email: string) => ({ method: "POST", headers: { "content-type": "application/json" }, query: {}, body: { email }, receivedAt: "2026-11-23T14:02:51.204Z" });
const place = (node: string, ...path: (string | number)[]) => ({ node: nodeId(node), path });

/** What its author says of it: three questions, and two samples. */
const leadForm: TemplateDraft = {
  name: "Website form to CRM lead", sentence: "When somebody sends the contact form, the lead goes to the CRM and the visitor is thanked.",
  description: "**When to use it**\n\nA person waits for the answer, and one system holds the truth.\n\n- <script>window.stolen = true</script>\n- ![a picture](https://elsewhere.example/picture.png)\n- [How leads are kept](https://example.com/leads)",
  author: "Harbour Coffee", licence: "Apache-2.0", goal: "collect", from: "draft", connections: [], keep: [],
  parameters: [
    { key: "crm", label: "Where leads go", help: "The address that takes a lead.", type: "url", required: true, places: [place("Create lead", "url", "value")] },
    { key: "thanks", label: "Thank-you text", help: "", type: "text", required: true, places: [place("Thank the visitor", "body", "value")] },
    { key: "source", label: "Where visitors come from", help: "Kept with the lead.", type: "choice", required: true, default: "website", options: { from: "list", values: ["website", "fair"] }, places: [place("Lead", "fields", "fields", 1, "value", "value")] },
  ],
  samples: [{ name: "New lead", input: posted("jonas@example.org") }, { name: "No e-mail", input: posted("") }],
};

/** Makes a flow with a connection and publishes it as a template: a hook that answers, a map, a request with a secret, an answer. */
export async function publishLeadForm(millrace: Millrace, target: { url: string; address: string }, about: Partial<TemplateDraft> = {}): Promise<Template> {
  const connection = await millrace.api<{ id: string }>("POST", "/api/v1/connections", { name: about.name === undefined ? "The CRM of Harbour Coffee" : `The CRM of ${about.name}`, allowedHosts: [target.address], credential: { kind: "http/bearer", token: "sk_CANARY_of_the_author" } });
  const document = buildDocument({
    "Contact form": { type: "core/webhook", config: { answer: literal("respond") } },
    Lead: { type: "core/map", config: { fields: { kind: "fields", fields: [{ name: "email", value: { ...reference("Contact form", "body", "email"), default: null } }, { name: "source", value: literal("website") }] } } },
    "Create lead": { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/leads`), send: literal("value"), bodyValue: reference("Lead") } },
    "Thank the visitor": { type: "core/respond", config: { status: literal(201), body: literal("We call you, Kim of Harbour Coffee") } },
  }, ["Contact form -> Lead", "Lead -> Create lead", "Create lead -> Thank the visitor"]);
  const nodes = document.nodes.map((node) => (node.type === "http/request" ? { ...node, connection: connection.id } : node));
  const flow = await millrace.api<Flow>("POST", "/api/v1/flows", { name: "Leads", document: { ...document, nodes } });
  return await millrace.api<Template>("POST", `/api/v1/flows/${flow.id}/template`, { ...leadForm, ...about });
}

export async function shareByLink(millrace: Millrace, template: Template, visibility: "link" | "gallery" = "link"): Promise<string> {
  const { shareUrl } = await millrace.api<Template>("PATCH", `/api/v1/templates/${template.id}`, { visibility });
  if (shareUrl === null) throw new Error("The template has no link");
  return shareUrl;
}

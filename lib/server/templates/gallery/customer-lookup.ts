import type { Json } from "#lib/json.ts";
import { cel, from, galleryDocument, idOf, literal, prompt, rows, when } from "./gallery-document.ts";
import type { GalleryTemplate } from "./gallery-template.ts";
import { galleryVersion, posted } from "./gallery-version.ts";

const nullable = (properties: Record<string, Json>): Json => ({ type: ["object", "null"], properties });
const words: Json = { type: "string" };

/** What callers read in the workspace's API. */
const gives: Json = {
  type: "object", required: ["email", "name", "shop", "crm"],
  properties: {
    email: words, name: words,
    shop: nullable({ id: words, country: words, since: { type: "string", format: "date-time" } }),
    crm: nullable({ id: words, stage: { enum: ["subscriber", "lead", "customer", "partner"] }, owner: { type: ["string", "null"] } }),
  },
};

const document = galleryDocument({
  steps: {
    call: {
      name: "Look up a customer", type: "core/webhook", at: [0, 0.75],
      config: {
        answer: literal("respond"), deadline: literal(10), fields: literal([{ name: "email", type: "text", required: true }]), gives: literal(gives), address: literal("customer"), auth: literal("api-key"),
      },
      settings: { keys: [{ name: "e-mail", path: ["body", "email"] }] },
    },
    customer: { name: "In the shop", type: "sample-shop/find-customer", at: [1, 0.25], config: { email: from("call", "body", "email") }, settings: prompt },
    contact: { name: "In the CRM", type: "sample-crm/find-contact", at: [1, 1.25], config: { email: from("call", "body", "email") }, settings: prompt },
    both: { name: "Both have answered", type: "core/merge", at: [2, -0.4], config: { first: literal(2) } },
    known: { name: "Known at all?", type: "core/branch", at: [3, -0.4], config: { when: when("any", [from("both", "customer", "found"), "is_true"], [from("both", "contact", "found"), "is_true"]) } },
    profile: {
      name: "One profile", type: "core/map", at: [4, -0.9],
      config: {
        fields: rows({
          email: cel(`{both}.customer.found ? {both}.customer.customer.email : {both}.contact.contact.email`),
          name: cel(`{both}.customer.found ? {both}.customer.customer.name : {both}.contact.contact.firstName + " " + {both}.contact.contact.lastName`),
          shop: cel(`{both}.customer.found ? {"id": {both}.customer.customer.id, "country": {both}.customer.customer.country, "since": {both}.customer.customer.createdAt} : null`),
          crm: cel(`{both}.contact.found ? {"id": {both}.contact.contact.id, "stage": {both}.contact.contact.stage, "owner": {both}.contact.contact.owner} : null`),
        }),
      },
    },
    found: { name: "200: the profile", type: "core/respond", at: [5, -0.9], config: { status: literal(200), body: from("profile") } },
    unknown: {
      name: "404: unknown", type: "core/respond", at: [5, 0.1],
      config: { status: literal(404), body: cel(`{"error": {"code": "not_found", "message": "Neither the shop nor the CRM knows " + {call}.body.email + "."}}`) },
    },
    later: {
      name: "503: try again", type: "core/respond", at: [3, 1.9],
      config: { status: literal(503), headers: rows({ "retry-after": literal("5") }), body: literal({ error: { code: "unavailable", message: "The shop or the CRM does not answer. Try again in a few seconds." } }) },
    },
  },
  edges: [
    "call -> customer", "call -> contact", "customer -> both as customer", "contact -> both as contact", "both -> known", "known.yes -> profile", "profile -> found", "known.else -> unknown",
    "customer.error -> later", "contact.error -> later", "both.error -> later",
  ],
  groups: { ask: ["Asked at the same time", "customer", "contact"] },
  notes: {
    start: { at: [0, -1.2], width: 500, text: "**An API.** Publish it, and it is listed in the workspace's API reference with what it takes and gives. Callers send an API key that may call flows.\n\nA request without `email` is refused with 400 before anything runs." },
    truth: { at: [4, 1.8], width: 440, text: "**No half truth.** When one of the two does not answer, nobody can say that the customer is unknown: the caller is asked to try again." },
  },
});

const step = { customer: idOf("customer"), contact: idOf("contact"), known: idOf("known"), found: idOf("found"), unknown: idOf("unknown"), later: idOf("later") };
const done = { status: "succeeded" as const };
const skipped = { status: "skipped" as const };
const isFound = { [step.customer]: done, [step.contact]: done, [step.known]: { ...done, port: "yes" }, [step.found]: done, [step.unknown]: skipped, [step.later]: skipped };
const ada: Json = { email: "ada@example.com", name: "Ada Lovelace", shop: { id: "cus_101", country: "ES", since: "2025-01-07T04:49:00.000Z" }, crm: { id: "con_101", stage: "customer", owner: "Kim" } };
const leo: Json = { email: "leo.ricci@example.net", name: "Leo Ricci", shop: null, crm: { id: "con_181", stage: "lead", owner: "Robin" } };

function sample(name: string, email: string, answer: { status: number; body?: Json }, steps: Record<string, { status: "succeeded" | "skipped"; port?: string }>) {
  return { name, input: posted({ email }), expected: { ends: "succeeded" as const, answer, steps, writes: {} } };
}

/** One question about a customer, answered from two systems. */
export const customerLookup: GalleryTemplate = {
  id: "tmpl_millrace_customer_lookup",
  versions: [galleryVersion({
    number: 1, message: "First version", publishedAt: "2026-11-26T20:00:00.000Z",
    content: {
      name: "Customer lookup API",
      sentence: "An API that is asked for an e-mail address, looks in the shop and the CRM at once, and answers with one profile or 404.",
      description: [
        "Use it when **another program asks and waits**: a help desk, a shop page, a phone system. It reads the systems live, so the answer is never old.",
        "Use *Two-way customer sync* when programs should find the data in their own system; that costs no call for each question.",
        "**When a system is down**, it is asked three times within seconds. Then the caller gets 503 with `Retry-After`: an answer from half of the systems could be wrong.",
        "**Delivery:** it only reads, so a repeated call is harmless. A call with an `Idempotency-Key` gets the same answer for a day.",
        "**What it takes:** `{\"email\": \"ada@example.com\"}`. **What it gives:** `email`, `name`, and what the shop and the CRM know, each null when they do not.",
      ].join("\n\n"),
      goal: "serve",
      document,
      parameters: [
        { key: "address", label: "Name in the API", help: "The last part of its URL: small letters, digits and hyphens.", type: "text", required: true, default: "customer", places: [{ node: idOf("call"), path: ["address", "value"] }] },
        { key: "callers", label: "Who may call it", help: "api-key: whoever sends an API key that may call flows. none: whoever knows its URL.", type: "choice", required: true, default: "api-key", options: { from: "list", values: ["api-key", "none"] }, places: [{ node: idOf("call"), path: ["auth", "value"] }] },
        { key: "deadline", label: "Answers within, in seconds", help: "Then the caller gets 202 and a link to the answer.", type: "number", required: true, default: 10, places: [{ node: idOf("call"), path: ["deadline", "value"] }] },
      ],
      connections: [],
      samples: [
        sample("Known to both", "ada@example.com", { status: 200, body: ada }, isFound),
        sample("Known to the CRM alone", "leo.ricci@example.net", { status: 200, body: leo }, isFound),
        sample("In capitals, with spaces around it", "  ADA@Example.COM ", { status: 200, body: ada }, isFound),
        sample("Nobody knows them", "nobody@example.com", { status: 404, body: { error: { code: "not_found", message: "Neither the shop nor the CRM knows nobody@example.com." } } }, { [step.known]: { ...done, port: "else" }, [step.unknown]: done, [step.found]: skipped, [step.later]: skipped }),
      ],
    },
  })],
};

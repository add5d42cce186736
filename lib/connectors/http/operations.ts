import { z } from "zod";
import { operation } from "../define.ts";
import { fields } from "../fields.ts";

export const httpMethods = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"] as const;

const textValues = z.record(z.string(), z.json());

export const request = operation({
  title: "HTTP request",
  description: "Calls a URL and gives back status, headers and body. Retries carry the same Idempotency-Key.",
  icon: "globe",
  kind: "action",
  effect: "write",
  connection: "optional",
  summary: "{method} {url}",
  // Every repeat carries the same key: harmless where the receiver honours it, else at least once (SEMANTICS step-5).
  idempotency: "keyed",
  readsWhen: [{ field: "method", is: ["GET", "HEAD", "OPTIONS"], orUnset: true }, { field: "reads", is: [true] }],
  connectionKinds: ["http/bearer", "http/basic", "http/api-key"],
  perRecord: ["url", "query", "headers", "bodyFields", "bodyValue", "bodyText"],
  input: z.object({
    method: z.enum(httpMethods).default("GET").register(fields, { label: "Method", control: "select", bindable: false }),
    url: z.string().min(1).register(fields, { label: "URL", control: "text", placeholder: "https://api.example.com/orders" }),
    query: textValues.optional().register(fields, { label: "Query", control: "fields", help: "Added to the URL, encoded." }),
    headers: textValues.optional().register(fields, { label: "Headers", control: "fields" }),
    send: z.enum(["nothing", "fields", "value", "text"]).default("nothing").register(fields, {
      label: "Body",
      control: "select",
      bindable: false,
      options: { nothing: "No body", fields: "JSON from fields", value: "JSON from one value", text: "Text" },
    }),
    bodyFields: textValues.optional().register(fields, { label: "Body fields", control: "fields", showIf: { field: "send", is: "fields" } }),
    bodyValue: z.json().optional().register(fields, { label: "Body value", control: "json", showIf: { field: "send", is: "value" }, help: "JSON, or one reference." }),
    bodyText: z.string().optional().register(fields, { label: "Body text", control: "textarea", showIf: { field: "send", is: "text" } }),
    reads: z.boolean().default(false).register(fields, { label: "Only reads", control: "switch", bindable: false, help: "It changes nothing there, whatever its method: a test-run sends it too." }),
    honoursKey: z.boolean().default(false).register(fields, { label: "Receiver honours Idempotency-Key", control: "switch", bindable: false, help: "Else a repeat after a crash may do it twice: at least once." }),
  }),
  output: z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.json() }),
  sample: { status: 200, headers: { "content-type": "application/json" }, body: { ok: true } },
  defaults: { method: "POST", send: "value" },
  help: {
    rule: "Sends one request and gives back status, headers and body. Outages and limits (no answer, 408, 429, 5xx) are tried again with growing waits; refusals are not. Every try of one run carries the same Idempotency-Key.",
    example: "POST https://api.example.com/leads with {\"email\": \"ada@example.com\"} gives {\"status\": 201, \"body\": {\"id\": 7}}.",
    failures: [
      { when: "The other side refuses (4xx)", outcome: "It fails at once with the class of the refusal; its error path is taken when one is drawn." },
      { when: "The other side does not answer", outcome: "It is tried again as its settings say, then fails with transient." },
      { when: "The connection is cut after the request left", outcome: "It is repeated with the same key: at least once, unless the receiver honours the key." },
      { when: "The address is on a private network", outcome: "Nothing is sent, and it fails with egress_blocked." },
    ],
    rules: ["graph-4", "step-3", "step-4", "step-5", "test-1"],
  },
});

export const pages = operation({
  title: "HTTP pages",
  description: "Reads a list that an API gives page by page, as records.",
  icon: "book-open",
  kind: "source",
  effect: "read",
  connection: "optional",
  connectionKinds: ["http/bearer", "http/basic", "http/api-key"],
  summary: "Read {url} page by page",
  input: z.object({
    url: z.string().min(1).register(fields, { label: "URL", control: "text", placeholder: "https://api.example.com/orders" }),
    query: textValues.optional().register(fields, { label: "Query", control: "fields", help: "Added to the URL, encoded." }),
    headers: textValues.optional().register(fields, { label: "Headers", control: "fields" }),
    records: z.string().max(500).default("").register(fields, { label: "Records are at", control: "text", placeholder: "data.orders", help: "A path in the reply's body. Empty: the body is the list.", bindable: false }),
    key: z.string().max(500).optional().register(fields, { label: "Key", control: "text", placeholder: "id", help: "The field that tells records apart.", bindable: false }),
    paging: z.enum(["none", "page", "offset", "cursor", "link"]).default("none").register(fields, {
      label: "Next page", control: "select", bindable: false,
      options: { none: "There is one page", page: "By page number", offset: "By offset", cursor: "By a cursor in the reply", link: "By the Link header" },
    }),
    parameter: z.string().max(100).default("page").register(fields, { label: "Query parameter", control: "text", help: "Carries the page number, offset or cursor.", bindable: false }),
    size: z.number().int().min(1).max(10_000).default(100).register(fields, { label: "Page size", control: "number", bindable: false }),
    sizeParameter: z.string().max(100).default("").register(fields, { label: "Size parameter", control: "text", placeholder: "limit", help: "Empty: the size is not sent.", bindable: false }),
    next: z.string().max(500).default("").register(fields, { label: "Cursor is at", control: "text", placeholder: "meta.next", help: "A path in the reply's body; nothing there ends the reading.", showIf: { field: "paging", is: "cursor" }, bindable: false }),
    since: z.string().max(500).default("").register(fields, { label: "Changed-at field", control: "text", placeholder: "updated_at", help: "Its highest value is kept, and the next run asks for newer records only.", bindable: false }),
    sinceParameter: z.string().max(100).default("").register(fields, { label: "Changed-since parameter", control: "text", placeholder: "updated_since", bindable: false }),
  }),
  output: z.json(),
  sample: null,
  defaults: { paging: "page" },
  help: {
    rule: "Reads page after page; each item becomes a record. The place in the list is stored only after everything made of a page is committed, so a restart goes on there. With a changed-at field the next run reads only what is newer.",
    example: "GET /orders?page=1 … page=40 with 100 orders each: 4,000 records.",
    failures: [
      { when: "A page cannot be read", outcome: "It is tried again; then the region fails with the counts so far, and the next run goes on at the same page." },
      { when: "A page is not a list at the path given", outcome: "The region fails with validation." },
    ],
    rules: ["region-3", "region-4", "region-5", "region-8"],
  },
});


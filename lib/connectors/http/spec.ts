import { z } from "zod";
import { connector, operation } from "../define.ts";
import { fields } from "../fields.ts";

export const httpMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

const textValues = z.record(z.string(), z.json());

export const request = operation({
  title: "HTTP request",
  description: "Calls a URL and gives back status, headers and body. Retries carry the same Idempotency-Key.",
  icon: "globe",
  kind: "action",
  effect: "write",
  connection: "optional",
  summary: "{method} {url}",
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
  }),
  output: z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.json() }),
  sample: { status: 200, headers: { "content-type": "application/json" }, body: { ok: true } },
  defaults: { method: "POST", send: "value" },
});

export const http = connector({ id: "http", title: "HTTP", operations: { request } });

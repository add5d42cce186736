import { z } from "zod";
import { DeclaredField } from "./declared-field.ts";
import { fields } from "./fields.ts";

export const longestDeadlineSeconds = 120;

const whenAnswering = { field: "answer", is: "respond" };

/** Whether whoever starts the flow waits for it, and how long (SEMANTICS sync-2, graph-8). */
export const waitFields = {
  answer: z.enum(["ack", "respond"]).default("ack").register(fields, {
    label: "Answers", control: "select", bindable: false, options: { ack: "At once, when it is stored", respond: "With Respond, the caller waits" },
  }),
  deadline: z.number().int().min(1).max(longestDeadlineSeconds).default(30).register(fields, {
    label: "Answers within", control: "number", unit: "s", showIf: whenAnswering, bindable: false,
    help: "Then the caller gets 202 and a link to the answer, and the flow goes on.",
  }),
};

/** The same for callers by program, what they have to send, and who may call. */
export const answerFields = {
  ...waitFields,
  fields: z.array(DeclaredField).max(100).default([]).register(fields, {
    label: "Takes", control: "declaration", showIf: whenAnswering, bindable: false,
    help: "The body’s fields. A request that does not fit gets a 400 that names each, and nothing runs. None: any body.",
  }),
  schema: z.json().optional().register(fields, {
    label: "JSON Schema of the body", control: "json", showIf: whenAnswering, bindable: false, help: "Instead of the fields above, when they cannot say it.",
  }),
  gives: z.json().optional().register(fields, {
    label: "JSON Schema of the answer", control: "json", showIf: whenAnswering, bindable: false, help: "A promise to callers, shown in the API’s reference. A Respond with a 2xx status whose body does not fit fails, and they get 500.",
  }),
  address: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "Lower-case letters, digits and hyphens.").optional().register(fields, {
    label: "Name in the API", control: "text", placeholder: "check-stock", showIf: whenAnswering, bindable: false,
    help: "Gives it a second, readable URL and lists it in the workspace’s API. Empty: only the URL above.",
  }),
  auth: z.enum(["none", "api-key", "connection"]).default("none").register(fields, {
    label: "Who may call it", control: "select", showIf: whenAnswering, bindable: false,
    options: { none: "Whoever has its URL", "api-key": "API keys with “Call flows”", connection: "Whoever sends this connection’s credential" },
  }),
};

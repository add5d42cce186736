import { z } from "zod";
import { fields } from "./fields.ts";

export const longestDeadlineSeconds = 120;

/** Whether a trigger's caller waits for the flow, and how long; on triggers that a request starts (SEMANTICS sync-2, graph-8). */
export const answerFields = {
  answer: z.enum(["ack", "respond"]).default("ack").register(fields, {
    label: "Answers", control: "select", bindable: false, options: { ack: "At once, when it is stored", respond: "With Respond, the caller waits" },
  }),
  deadline: z.number().int().min(1).max(longestDeadlineSeconds).default(30).register(fields, {
    label: "Answers within", control: "number", unit: "s", showIf: { field: "answer", is: "respond" }, bindable: false,
    help: "Then the caller gets 202 and a link to the answer, and the flow goes on.",
  }),
};

import { z } from "zod";
import { connector, operation } from "#lib/connectors/define.ts";
import { fields } from "#lib/connectors/fields.ts";
import { optionalText, sampleFailures, sampleRules, stored, textSetting } from "../sample-fields.ts";

export const Message = z.object({ ...stored, folder: z.enum(["inbox", "sent"]), from: z.string(), to: z.array(z.string()), subject: z.string(), text: z.string() });

const at = { createdAt: "2025-11-28T09:05:00.000Z", updatedAt: "2025-11-28T09:05:00.000Z" };

export const sendMessage = operation({
  title: "Sample mail box: send message",
  description: "Sends a message from the sample mail box. It lands in its folder “sent” and goes nowhere else.",
  icon: "mailbox", kind: "action", effect: "write", idempotency: "keyed",
  summary: "Send {subject} to {to}",
  perRecord: ["to", "subject", "text"],
  input: z.object({
    to: textSetting("To", { placeholder: "ada@example.com", help: "Several apart by commas." }),
    subject: textSetting("Subject"),
    text: z.string().min(1).max(100_000).register(fields, { label: "Text", control: "textarea" }),
  }),
  output: Message,
  sample: { id: "msg_111", folder: "sent", from: "shop@example.com", to: ["ada@example.com"], subject: "Thank you", text: "We will answer soon.", ...at },
  help: {
    rule: "A message is sent once, however often the step is tried: every try carries the same Idempotency-Key.",
    example: "“Thank you” to ada@example.com becomes msg_111 in the folder sent.",
    failures: sampleFailures, rules: sampleRules,
  },
});

export const listMessages = operation({
  title: "Sample mail box: list messages",
  description: "Reads the messages of the sample mail box, oldest first.",
  icon: "mailbox", kind: "action", effect: "read",
  summary: "List messages of the sample mail box",
  perRecord: ["from"],
  input: z.object({
    folder: z.enum(["inbox", "sent"]).default("inbox").register(fields, { label: "Folder", control: "select", bindable: false, options: { inbox: "Inbox", sent: "Sent" } }),
    from: optionalText("From", { placeholder: "ada@example.com", help: "Empty: from everybody." }),
  }),
  output: z.object({ messages: z.array(Message) }),
  sample: { messages: [{ id: "msg_101", folder: "inbox", from: "ada@example.com", to: ["shop@example.com"], subject: "Where is my order #1001?", text: "Hello, can you look?", ...at }] },
  help: { rule: "Gives the first 200 messages of the folder as one list.", example: "The inbox begins with ten messages.", failures: sampleFailures, rules: sampleRules },
});

export const sampleMailbox = connector({ id: "sample-mailbox", title: "Sample mail box", isSample: true, operations: { "send-message": sendMessage, "list-messages": listMessages } });

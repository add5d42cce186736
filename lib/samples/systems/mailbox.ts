import { z } from "zod";
import { readRoutes } from "../read-routes.ts";
import { sampleRoute, type SampleSystem } from "../sample-system.ts";
import { storedItem } from "../stored-item.ts";
import { mailboxData } from "../seed/mailbox-data.ts";

const Message = storedItem({ folder: z.enum(["inbox", "sent"]), from: z.string(), to: z.array(z.string()), subject: z.string(), text: z.string() });

export const mailbox: SampleSystem = {
  id: "mailbox",
  title: "Sample mail box",
  description: "The mail box of shop@example.com. What flows send lands in “sent” and goes nowhere else.",
  collections: [{ id: "messages", title: "Messages", prefix: "msg_", firstNumber: 101, columns: [{ field: "folder", title: "Folder" }, { field: "from", title: "From" }, { field: "to", title: "To" }, { field: "subject", title: "Subject" }] }],
  routes: [
    ...readRoutes("messages", "message", Message, ["folder", "from"]),
    sampleRoute({
      method: "POST", path: "/messages", summary: "Send a message", answer: Message, status: 201,
      body: z.strictObject({ to: z.array(z.email().max(254)).min(1).max(50), subject: z.string().trim().min(1).max(500), text: z.string().min(1).max(100_000) }),
      work: ({ records, body }) => records.insert("messages", { folder: "sent", from: "shop@example.com", ...body }),
    }),
  ],
  seed: mailboxData,
};

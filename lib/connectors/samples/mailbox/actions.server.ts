import { z } from "zod";
import type { ActionRuntime } from "#lib/connectors/define.ts";
import { callSample } from "../call-sample.server.ts";
import { type listMessages, Message, type sendMessage } from "./spec.ts";

export const send: ActionRuntime<typeof sendMessage> = ({ to, subject, text }, context) =>
  callSample(context, {
    method: "POST", path: "/mailbox/messages", body: { to: to.split(",").map((each) => each.trim()).filter((each) => each !== ""), subject, text }, key: context.effectKey, answer: Message,
  });

export const readMessages: ActionRuntime<typeof listMessages> = async ({ folder, from }, context) => {
  const { data } = await callSample(context, { method: "GET", path: "/mailbox/messages", query: { folder, from, limit: 200 }, answer: z.object({ data: z.array(Message) }) });
  return { messages: data };
};

import { z } from "zod";
import type { ActionRuntime } from "#lib/connectors/define.ts";
import { callSample } from "../call-sample.server.ts";
import { withoutEmpty } from "../without-empty.ts";
import { type addNote, Contact, type createContact, type createLead, type findContact, Lead, Note, type updateContact } from "./spec.ts";

export const lookUpContact: ActionRuntime<typeof findContact> = async ({ email }, context) => {
  const { data } = await callSample(context, { method: "GET", path: "/crm/contacts", query: { email, limit: 1 }, answer: z.object({ data: z.array(Contact) }) });
  return { found: data.length > 0, contact: data[0] ?? null };
};

export const addContact: ActionRuntime<typeof createContact> = (input, context) =>
  callSample(context, { method: "POST", path: "/crm/contacts", body: withoutEmpty(input), key: context.effectKey, answer: Contact });

export const changeContact: ActionRuntime<typeof updateContact> = ({ contact, stage, ...input }, context) =>
  callSample(context, {
    method: "PATCH", path: `/crm/contacts/${encodeURIComponent(contact)}`, body: withoutEmpty({ ...input, stage: stage === "keep" ? undefined : stage }), key: context.effectKey, answer: Contact,
  });

export const addLead: ActionRuntime<typeof createLead> = (input, context) =>
  callSample(context, { method: "POST", path: "/crm/leads", body: withoutEmpty(input), key: context.effectKey, answer: Lead });

export const writeNote: ActionRuntime<typeof addNote> = ({ contact, text }, context) =>
  callSample(context, { method: "POST", path: `/crm/contacts/${encodeURIComponent(contact)}/notes`, body: { text }, key: context.effectKey, answer: Note });

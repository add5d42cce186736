import { z } from "zod";
import { readRoutes } from "../read-routes.ts";
import { sampleRoute, type SampleSystem } from "../sample-system.ts";
import { storedItem } from "../stored-item.ts";
import { crmData } from "../seed/crm-data.ts";

const stages = ["subscriber", "lead", "customer", "partner"] as const;
const Contact = storedItem({
  email: z.string(), firstName: z.string(), lastName: z.string(), company: z.string().nullable(), phone: z.string().nullable(), stage: z.enum(stages), owner: z.string().nullable(),
});
const Lead = storedItem({
  email: z.string(), name: z.string(), company: z.string().nullable(), source: z.string(), message: z.string().nullable(), status: z.enum(["new", "qualified", "lost"]), contactId: z.string().nullable(),
});
const Note = storedItem({ contactId: z.string(), text: z.string() });

const line = z.string().trim().min(1).max(200);
const contactFields = { firstName: line, lastName: line, company: z.string().max(200).nullable(), phone: z.string().max(50).nullable(), stage: z.enum(stages), owner: z.string().max(100).nullable() };

export const crm: SampleSystem = {
  id: "crm",
  title: "Sample CRM",
  description: "Contacts, leads and notes of a sales team. The first 80 contacts are customers of the sample shop, by the same addresses.",
  collections: [
    { id: "contacts", title: "Contacts", prefix: "con_", firstNumber: 101, columns: [{ field: "firstName", title: "First name" }, { field: "lastName", title: "Last name" }, { field: "email", title: "E-mail" }, { field: "stage", title: "Stage" }] },
    { id: "leads", title: "Leads", prefix: "lead_", firstNumber: 101, columns: [{ field: "name", title: "Name" }, { field: "email", title: "E-mail" }, { field: "source", title: "Source" }, { field: "status", title: "Status" }] },
    { id: "notes", title: "Notes", prefix: "note_", firstNumber: 101, columns: [{ field: "contactId", title: "Contact" }, { field: "text", title: "Text" }] },
  ],
  routes: [
    ...readRoutes("contacts", "contact", Contact, ["email", "stage"]),
    sampleRoute({
      method: "POST", path: "/contacts", summary: "Create a contact; an address can be used once", answer: Contact, status: 201,
      body: z.strictObject({ email: z.email().max(254), ...contactFields, company: contactFields.company.default(null), phone: contactFields.phone.default(null), stage: contactFields.stage.default("lead"), owner: contactFields.owner.default(null) }),
      work: ({ records, body }) => records.insert("contacts", body, { uniqueKey: body.email }),
    }),
    sampleRoute({
      method: "PATCH", path: "/contacts/{id}", summary: "Change fields of a contact; the others stay", answer: Contact, status: 200,
      body: z.strictObject(contactFields).partial(),
      work: ({ records, params, body }) => records.update("contacts", params["id"] ?? "", Object.fromEntries(Object.entries(body).filter((entry): entry is [string, string | null] => entry[1] !== undefined))),
    }),
    ...readRoutes("leads", "lead", Lead, ["email", "status"]),
    sampleRoute({
      method: "POST", path: "/leads", summary: "Create a lead; a contact with the same address is linked", answer: Lead, status: 201,
      body: z.strictObject({ email: z.email().max(254), name: line, company: z.string().max(200).nullish(), source: z.string().trim().min(1).max(100).default("website"), message: z.string().max(5_000).nullish() }),
      async work({ records, body: { email, name, company, source, message } }) {
        const contact = await records.findUnique("contacts", email);
        return await records.insert("leads", { email, name, company: company ?? null, source, message: message ?? null, status: "new", contactId: contact?.id ?? null });
      },
    }),
    ...readRoutes("notes", "note", Note, ["contactId"]),
    sampleRoute({
      method: "POST", path: "/contacts/{id}/notes", summary: "Add a note to a contact", answer: Note, status: 201,
      body: z.strictObject({ text: z.string().trim().min(1).max(5_000) }),
      async work({ records, params, body }) {
        const contact = await records.demand("contacts", params["id"] ?? "");
        return await records.insert("notes", { contactId: contact.id, text: body.text });
      },
    }),
  ],
  seed: crmData,
};

import { z } from "zod";
import { connector, operation } from "#lib/connectors/define.ts";
import { fields } from "#lib/connectors/fields.ts";
import { changesSetting, optionalText, readHelp, sampleFailures, sampleRules, sampleSourceRules, stored, textSetting } from "../sample-fields.ts";

const stages = ["subscriber", "lead", "customer", "partner"] as const;
const stageWords = { subscriber: "Subscriber", lead: "Lead", customer: "Customer", partner: "Partner" };
const keyed = { effect: "write", idempotency: "keyed", kind: "action" } as const;
const at = { createdAt: "2025-04-11T08:12:00.000Z", updatedAt: "2025-04-11T08:12:00.000Z" };

export const Contact = z.object({
  ...stored, email: z.string(), firstName: z.string(), lastName: z.string(), company: z.string().nullable(), phone: z.string().nullable(), stage: z.enum(stages), owner: z.string().nullable(),
});
export const Lead = z.object({
  ...stored, email: z.string(), name: z.string(), company: z.string().nullable(), source: z.string(), message: z.string().nullable(), status: z.enum(["new", "qualified", "lost"]), contactId: z.string().nullable(),
});
export const Note = z.object({ ...stored, contactId: z.string(), text: z.string() });

const contactSample: z.input<typeof Contact> = { id: "con_101", email: "ada@example.com", firstName: "Ada", lastName: "Lovelace", company: null, phone: "+49 30 5551234", stage: "customer", owner: "Robin", ...at };

export const findContact = operation({
  title: "Sample CRM: find contact",
  description: "Looks a contact of the sample CRM up by e-mail address.",
  icon: "contact", kind: "action", effect: "read",
  summary: "Find {email} in the sample CRM",
  perRecord: ["email"],
  input: z.object({ email: textSetting("E-mail", { placeholder: "ada@example.com" }) }),
  output: z.object({ found: z.boolean(), contact: Contact.nullable() }),
  sample: { found: true, contact: contactSample },
  help: {
    rule: "An address that nobody has is no failure: found is false and contact is null. Branch on found.",
    example: "ada@example.com gives {\"found\": true, \"contact\": {\"id\": \"con_101\", \"stage\": \"customer\", …}}.",
    failures: sampleFailures, rules: sampleRules,
  },
});

export const createContact = operation({
  title: "Sample CRM: create contact",
  description: "Adds a contact to the sample CRM. An address can be there once.",
  icon: "contact", ...keyed,
  summary: "Create {email} in the sample CRM",
  perRecord: ["email", "firstName", "lastName", "company", "phone"],
  input: z.object({
    email: textSetting("E-mail", { placeholder: "ada@example.com" }),
    firstName: textSetting("First name"), lastName: textSetting("Last name"), company: optionalText("Company"), phone: optionalText("Phone"),
    stage: z.enum(stages).default("lead").register(fields, { label: "Stage", control: "select", bindable: false, options: stageWords }),
  }),
  output: Contact, sample: contactSample,
  help: { rule: "A contact with the address that is there already is a conflict: find it first, and branch on found.", example: "Grace Hopper, grace@example.com, becomes con_221 with stage lead.", failures: sampleFailures, rules: sampleRules },
});

export const updateContact = operation({
  title: "Sample CRM: update contact",
  description: "Changes fields of a contact of the sample CRM; those that are empty stay as they are.",
  icon: "contact", ...keyed,
  summary: "Update {contact} in the sample CRM",
  perRecord: ["contact", "firstName", "lastName", "company", "phone", "owner"],
  input: z.object({
    contact: textSetting("Contact", { placeholder: "con_101" }),
    firstName: optionalText("First name"), lastName: optionalText("Last name"), company: optionalText("Company"), phone: optionalText("Phone"), owner: optionalText("Owner"),
    stage: z.enum(["keep", ...stages]).default("keep").register(fields, { label: "Stage", control: "select", bindable: false, options: { keep: "As it is", ...stageWords } }),
  }),
  output: Contact, sample: contactSample,
  help: { rule: "Only what is given changes.", example: "con_101 with owner Kim keeps its name and stage.", failures: sampleFailures, rules: sampleRules },
});

export const createLead = operation({
  title: "Sample CRM: create lead",
  description: "Adds a lead to the sample CRM; a contact with the same address is linked.",
  icon: "contact", ...keyed,
  summary: "Create a lead for {email}",
  perRecord: ["email", "name", "company", "source", "message"],
  input: z.object({
    email: textSetting("E-mail", { placeholder: "ada@example.com" }), name: textSetting("Name"), company: optionalText("Company"),
    source: optionalText("Source", { placeholder: "website" }), message: optionalText("Message", { long: true }),
  }),
  output: Lead,
  sample: { id: "lead_141", email: "ada@example.com", name: "Ada Lovelace", company: null, source: "website", message: "Asks for a quote for 40 mugs", status: "new", contactId: "con_101", ...at },
  help: { rule: "Every lead is new, also for an address that has one. A repeat of the same step gives the same lead.", example: "Ada's request becomes lead_141, linked to con_101.", failures: sampleFailures, rules: sampleRules },
});

export const addNote = operation({
  title: "Sample CRM: add note",
  description: "Adds a note to a contact of the sample CRM.",
  icon: "contact", ...keyed,
  summary: "Add a note to {contact}",
  perRecord: ["contact", "text"],
  input: z.object({ contact: textSetting("Contact", { placeholder: "con_101" }), text: z.string().trim().min(1).max(5_000).register(fields, { label: "Text", control: "textarea" }) }),
  output: Note, sample: { id: "note_131", contactId: "con_101", text: "Asked for a quote.", ...at },
  help: { rule: "The note is added once, however often the step is tried.", example: "“Asked for a quote.” at con_101 becomes note_131.", failures: sampleFailures, rules: sampleRules },
});

export const contacts = operation({
  title: "Sample CRM: contacts",
  description: "Reads the contacts of the sample CRM as records; by default those that are new or changed since the last run.",
  icon: "contact", kind: "source", effect: "read",
  summary: "Read contacts of the sample CRM",
  input: z.object({ changes: changesSetting }),
  output: Contact, sample: contactSample,
  help: { rule: readHelp, example: "The first run reads 120 contacts, the next one those that changed.", failures: sampleFailures, rules: sampleSourceRules },
});

export const sampleCrm = connector({
  id: "sample-crm", title: "Sample CRM", isSample: true,
  operations: { "find-contact": findContact, "create-contact": createContact, "update-contact": updateContact, "create-lead": createLead, "add-note": addNote, contacts },
});

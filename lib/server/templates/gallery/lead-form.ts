import type { ConfigValue } from "#lib/flow/document.schema.ts";
import { from, fromOr, galleryDocument, idOf, literal, patient, prompt, text, when } from "./gallery-document.ts";
import type { GalleryTemplate } from "./gallery-template.ts";
import { galleryVersion } from "./gallery-version.ts";

const salesAddress = "sales@example.com";

const lead: Record<string, ConfigValue> = {
  email: from("form", "fields", "email"), name: from("form", "fields", "name"), company: fromOr("", "form", "fields", "company"), source: literal("website"), message: from("form", "fields", "message"),
};

const document = galleryDocument({
  steps: {
    form: {
      name: "Talk to us", type: "core/form", at: [0, 0],
      config: {
        title: literal("Talk to us"),
        description: literal("Tell us what you need. We answer within a day."),
        fields: literal([
          { name: "name", label: "Your name", type: "text", required: true },
          { name: "email", label: "E-mail", type: "email", required: true },
          { name: "company", label: "Company", type: "text", required: false },
          { name: "message", label: "What is it about?", type: "long", required: true },
        ]),
        button: literal("Send"), answer: literal("respond"), deadline: literal(10), leastSeconds: literal(2),
      },
      settings: { keys: [{ name: "e-mail", path: ["fields", "email"] }] },
    },
    lead: { name: "Create lead", type: "sample-crm/create-lead", at: [1, 0], config: lead, settings: { ...prompt, idempotencyKey: from("form", "id") } },
    thank: {
      name: "Thank the visitor", type: "core/respond", at: [2, 0],
      config: { status: literal(201), body: text("Thank you. Your request has the number ", from("lead", "id"), ". ", "We write to you within a day.") },
    },
    tell: {
      name: "Tell sales", type: "sample-mailbox/send-message", at: [6, 0],
      config: {
        to: literal(salesAddress), subject: text("New lead: ", from("form", "fields", "name")),
        text: text(from("form", "fields", "name"), " (", from("form", "fields", "email"), ") writes:\n\n", from("form", "fields", "message")),
      },
      settings: { ...patient, idempotencyKey: from("form", "id") },
    },
    passing: {
      name: "Will it pass?", type: "core/branch", at: [2, 1.5],
      config: { when: when("all", [from("lead", "class"), "one_of", literal(["transient", "rate_limit"])]) },
    },
    soon: {
      name: "Thank, number follows", type: "core/respond", at: [3, 1.25],
      config: { status: literal(202), body: literal("Thank you. Your request has arrived. You get its number by e-mail.") },
    },
    again: { name: "Create lead when it can", type: "sample-crm/create-lead", at: [4, 1.25], config: lead, settings: { ...patient, idempotencyKey: from("form", "id") } },
    number: {
      name: "Send the number", type: "sample-mailbox/send-message", at: [5, 1.25],
      config: { to: from("form", "fields", "email"), subject: text("Your request ", from("again", "id")), text: text("Thank you. Your request has the number ", from("again", "id"), ". ", "We write to you within a day.") },
      settings: { ...patient, idempotencyKey: from("form", "id") },
    },
    sorry: {
      name: "Say that it did not work", type: "core/respond", at: [3, 2.5],
      config: { status: literal(400), body: text("We could not take your request. Please write to ", salesAddress, ".") },
    },
    refused: { name: "The CRM refused it", type: "core/fail", at: [4, 2.5], config: { message: text("The CRM refused the lead: ", from("lead", "message")) } },
  },
  edges: [
    "form -> lead", "lead -> thank", "thank -> tell", "lead.error -> passing", "passing.yes -> soon", "soon -> again", "again -> number", "number -> tell",
    "passing.else -> sorry", "sorry -> refused",
  ],
  groups: {
    later: ["The CRM is down: nothing is lost, nobody waits", "soon", "again", "number"],
    never: ["The CRM says no: the visitor and the team know", "sorry", "refused"],
  },
  notes: {
    start: { at: [0, -0.9], width: 520, text: "**The visitor waits** until *Thank the visitor*. Everything after it runs when the page is already shown.\n\nTry it: publish, open the form's address, send it twice from one page. It stays one lead." },
    key: { at: [0, 1.25], width: 232, text: "Both ways to create the lead carry the **id of the form that was sent** as their key: a retry or a replay never makes a second one." },
  },
});

const steps = {
  [idOf("lead")]: { status: "succeeded", port: "out" }, [idOf("thank")]: { status: "succeeded" }, [idOf("tell")]: { status: "succeeded" },
  [idOf("passing")]: { status: "skipped" }, [idOf("again")]: { status: "skipped" }, [idOf("refused")]: { status: "skipped" },
} as const;
const writes = { [idOf("lead")]: 1, [idOf("tell")]: 1, [idOf("again")]: 0, [idOf("number")]: 0 };

function visitor(name: string, fields: Record<string, string>) {
  const answer = { status: 201, body: "Thank you. Your request has the number lead_141. We write to you within a day." };
  return { name, input: { id: "evt_sample", submittedAt: "2026-11-23T14:02:51.204Z", fields }, expected: { ends: "succeeded" as const, answer, steps, writes } };
}

/** A form whose visitor is thanked by the number that the CRM gave. */
export const leadForm: GalleryTemplate = {
  id: "tmpl_millrace_lead_form",
  versions: [galleryVersion({
    number: 1, message: "First version", publishedAt: "2026-11-26T20:00:00.000Z",
    content: {
      name: "Form to CRM lead",
      sentence: "A form creates a lead in the CRM and thanks the visitor by the lead's number in the same second.",
      description: [
        "Use it when **a person waits** and one system holds the truth: contact, quote and support forms.",
        "Use *Signed payment event to three systems* when several systems react and nobody waits for them.",
        "**When the CRM is down**, three tries are made within seconds. Then the visitor is thanked without a number, the lead is tried again for hours, and the number follows by e-mail.",
        "**When the CRM refuses the lead**, the visitor is told where to write, and the run counts as failed, so that an alert rule sees it.",
        "**Delivery:** each form that is sent becomes one lead. The same page sent twice is one submission; every try carries the submission's id as its key. If the CRM made the lead in the very moment it went down, the later try can make a second one: the two steps have keys of their own.",
        "It runs on the sample CRM and the sample mail box. Replace those steps by your own systems and keep the paths.",
      ].join("\n\n"),
      goal: "collect",
      document,
      parameters: [
        { key: "title", label: "Title of the form", help: "What visitors read at the top of the page.", type: "text", required: true, default: "Talk to us", places: [{ node: idOf("form"), path: ["title", "value"] }] },
        { key: "source", label: "Where these leads come from", help: "Written into every lead.", type: "choice", required: true, default: "website", options: { from: "list", values: ["website", "fair", "referral", "campaign"] }, places: [{ node: idOf("lead"), path: ["source", "value"] }, { node: idOf("again"), path: ["source", "value"] }] },
        { key: "promise", label: "What you promise", help: "The sentence after the number.", type: "text", required: true, default: "We write to you within a day.", places: [{ node: idOf("thank"), path: ["body", "parts", 3] }, { node: idOf("number"), path: ["text", "parts", 3] }] },
        { key: "sales", label: "Address of your sales team", help: "Gets a mail for each lead; visitors are sent here when the CRM refuses theirs.", type: "email", required: true, default: salesAddress, places: [{ node: idOf("tell"), path: ["to", "value"] }, { node: idOf("sorry"), path: ["body", "parts", 1] }] },
      ],
      connections: [],
      samples: [
        visitor("A new visitor", { name: "Grace Hopper", email: "grace@example.com", message: "40 mugs for our office, please." }),
        visitor("Somebody the CRM knows", { name: "Ada Lovelace", email: "ada@example.com", company: "Alder Cycles", message: "Do you deliver before the fair?" }),
        visitor("Markup and unusual letters", { name: "Zoë O’Brien-Łukasiewicz", email: "zoe@example.com", company: "<b>Bold</b> & Söhne", message: "“40 %” – <script>alert(1)</script>\nsecond line 🙂" }),
      ],
    },
  })],
};

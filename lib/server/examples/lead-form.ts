import { type ExampleFlow, exampleDocument, from, literal, text } from "./example-flow.ts";

/** A form whose visitor is thanked by the number that the CRM gave. */
export const leadForm: ExampleFlow = {
  id: "lead-form",
  title: "Form to CRM, thanked by number",
  description: "A form creates a lead in the sample CRM and shows the visitor the lead's number in the same second. Sent twice from one page, it is one lead.",
  before: "",
  document: exampleDocument(
    {
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
      },
      lead: {
        name: "Create lead", type: "sample-crm/create-lead", at: [1, 0],
        config: {
          email: from("form", "fields", "email"), name: from("form", "fields", "name"), company: { ...from("form", "fields", "company"), default: "" },
          source: literal("website"), message: from("form", "fields", "message"),
        },
      },
      thank: {
        name: "Thank the visitor", type: "core/respond", at: [2, 0],
        config: { status: literal(201), body: text("Thank you. Your request has the number ", from("lead", "id"), ". We write to you within a day.") },
      },
    },
    ["form -> lead", "lead -> thank"],
  ),
};

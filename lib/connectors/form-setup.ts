import { z } from "zod";
import { fields } from "./fields.ts";
import { FormField } from "./form-field.ts";

/** What the page of a form shows, as its trigger is set. */
export const formSetup = {
  title: z.string().trim().min(1).max(200).register(fields, { label: "Title", control: "text", placeholder: "Ask for a refund", bindable: false }),
  description: z.string().max(5_000).default("").register(fields, { label: "Description", control: "textarea", help: "Shown above the fields, as plain text.", bindable: false }),
  fields: z.array(FormField).min(1).max(50).register(fields, { label: "Fields", control: "form", help: "What is asked, in order. Later steps read it as fields.", bindable: false }),
  button: z.string().trim().min(1).max(40).default("Send").register(fields, { label: "Word on the button", control: "text", placeholder: "Send", bindable: false }),
  thanks: z.string().max(2_000).default("Thank you. Your answers have arrived.").register(fields, { label: "Shown after sending", control: "textarea", help: "As plain text.", bindable: false }),
};

export const FormSetup = z.object(formSetup);
export type FormSetup = z.infer<typeof FormSetup>;

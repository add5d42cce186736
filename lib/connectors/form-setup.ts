import { z } from "zod";
import { fields } from "./fields.ts";
import { FormField } from "./form-field.ts";

/** What the page of a form shows, as its trigger is set. */
export const formSetup = {
  title: z.string().trim().min(1).max(200).register(fields, { label: "Title", control: "text", placeholder: "Ask for a refund", bindable: false }),
  description: z.string().max(5_000).default("").register(fields, { label: "Description", control: "textarea", help: "Shown above the fields, as plain text.", bindable: false }),
  fields: z.array(FormField).min(1).max(50).register(fields, { label: "Fields", control: "form", help: "What is asked, in order. Later steps read it as fields.", bindable: false }),
  button: z.string().trim().min(1).max(40).default("Send").register(fields, { label: "Word on the button", control: "text", placeholder: "Send", bindable: false }),
  thanks: z.string().max(2_000).default("Thank you. Your answers have arrived.").register(fields, { label: "Shown after sending", control: "textarea", help: "As plain text. A flow that answers shows what its Respond gives instead.", bindable: false }),
  accent: z.string().regex(/^(?:#[0-9a-fA-F]{6})?$/, "Write a colour like #0a7f5c.").default("").register(fields, { label: "Colour", control: "colour", help: "Of the button.", bindable: false }),
  look: z.enum(["auto", "light", "dark"]).default("auto").register(fields, { label: "Look", control: "select", options: { auto: "As the visitor's device is set", light: "Light", dark: "Dark" }, help: "Choose one when your logo is made for it.", bindable: false }),
  logo: z.string().max(120_000).regex(/^(?:data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/]+={0,2})?$/, "Choose a PNG, JPEG, WebP or GIF image.").default("").register(fields, { label: "Logo", control: "image", help: "Shown above the title. Part of the page: nothing is loaded from elsewhere.", bindable: false }),
  leastSeconds: z.number().int().min(0).max(60).default(0).register(fields, { label: "Filled in no faster than", control: "number", unit: "s", help: "Programs are faster than people. Who is too fast is asked to send it again.", bindable: false }),
  perVisitor: z.number().int().min(1).max(10_000).default(20).register(fields, { label: "From one visitor", control: "number", unit: "in 10 minutes", help: "Counted by network. Who sends more is asked to come back later.", bindable: false }),
  perMinute: z.number().int().min(1).max(100_000).default(600).register(fields, { label: "From everybody", control: "number", unit: "a minute", bindable: false }),
};

export const FormSetup = z.object(formSetup);
export type FormSetup = z.infer<typeof FormSetup>;

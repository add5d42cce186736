import type { InputOf } from "#lib/connectors/define.ts";
import { sampleSource } from "../sample-source.server.ts";
import type { contacts } from "./spec.ts";

export const contactsSource = sampleSource<InputOf<typeof contacts>>({ path: () => "/crm/contacts", query: () => ({}) });

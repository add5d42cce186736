import type { InputOf } from "#lib/connectors/define.ts";
import { sampleSource } from "../sample-source.server.ts";
import type { rows } from "./spec.ts";

export const warehouseRows = sampleSource<InputOf<typeof rows>>({ path: ({ table }) => `/warehouse/tables/${table}/rows`, query: () => ({}) });

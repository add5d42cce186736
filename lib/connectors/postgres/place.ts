import { z } from "zod";
import { fields } from "../fields.ts";

/** Names as PostgreSQL stores them, with their case: `Orders` and `orders` are two tables. */
const name = z.string().min(1).max(63);

export const schemaSetting = name.default("public").register(fields, { label: "Schema", control: "text", placeholder: "public", bindable: false });
export const tableSetting = name.register(fields, { label: "Table", control: "text", placeholder: "orders", bindable: false });

/** Column names in one line, apart by commas. */
export const namesSetting = z.string().max(4_000).default("");

export const fieldValues = z.record(z.string(), z.json());

import type { InputOf } from "#lib/connectors/define.ts";
import { sampleSource } from "../sample-source.server.ts";
import type * as spec from "./spec.ts";

export const ordersSource = sampleSource<InputOf<typeof spec.orders>>({ path: () => "/shop/orders", query: ({ status }) => ({ status: status === "any" ? undefined : status }) });

export const customersSource = sampleSource<InputOf<typeof spec.customers>>({ path: () => "/shop/customers", query: () => ({}) });

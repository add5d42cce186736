import { z } from "zod";
import type { ActionRuntime } from "#lib/connectors/define.ts";
import { callSample } from "../call-sample.server.ts";
import { type insertRow, type queryRows, Row } from "./spec.ts";

export const readRows: ActionRuntime<typeof queryRows> = async ({ table, id, email, status }, context) => {
  const query = { id, status, [table === "orders" ? "customer_email" : "email"]: email, limit: 200 };
  const { data } = await callSample(context, { method: "GET", path: `/warehouse/tables/${table}/rows`, query, answer: z.object({ data: z.array(Row) }) });
  return { rows: data };
};

export const addRow: ActionRuntime<typeof insertRow> = ({ table, values }, context) =>
  callSample(context, { method: "POST", path: `/warehouse/tables/${table}/rows`, body: values, key: context.effectKey, answer: Row });

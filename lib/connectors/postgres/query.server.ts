import type { ActionRuntime } from "../define.ts";
import type { query } from "./actions.ts";
import { bindValues } from "./bind-values.server.ts";

const maxRows = 1_000;

export const runQuery: ActionRuntime<typeof query> = async (input, context) => {
  const session = await context.database();
  return await session.transaction(async (inside) => {
    const { text, values } = await bindValues(inside, input.sql, input.values ?? {});
    const { rows, rowCount } = await inside.query(text, values, { maxRows });
    return { rows, rowCount };
  }, { readOnly: input.mode === "read" || context.readOnly });
};

import type { ActionRuntime } from "../define.ts";
import type { publish } from "./publish.ts";

/** The effect's key is the dedupe id, so that a repeated step publishes once. */
export const publishEvent: ActionRuntime<typeof publish> = async ({ name, data, id }, context) => {
  const published = await context.publish({ name, data, id: id === undefined || id === "" ? context.effectKey : id });
  return { ...published, name };
};

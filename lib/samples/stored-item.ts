import { z } from "zod";

/** The schema of a stored thing: what every one of them has, and its own fields. */
export function storedItem<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object({ id: z.string(), ...shape, createdAt: z.iso.datetime(), updatedAt: z.iso.datetime() });
}

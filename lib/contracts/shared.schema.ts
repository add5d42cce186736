import { z } from "zod";
import { roles } from "./permissions.ts";

export const Role = z.enum(roles);
export const Nothing = z.null();
export const Instant = z.iso.datetime();

/** Ids are checked by shape only; one that is not there answers like one that is foreign. */
export const idParam = z.string().min(1).max(64);

/** Keyset paging: pass the last answer's `next` as `cursor`. */
export const Page = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const Name = z.string().trim().min(1, "Give it a name.").max(120);
export const Email = z.email().max(254).transform((email) => email.toLowerCase());
export const Password = z.string().min(12, "Use at least 12 characters.").max(200);

import { z } from "zod";
import { formFieldTypes } from "#lib/flow/form/form-field.ts";
import { contract } from "./contract.ts";
import { idParam, Instant } from "./shared.schema.ts";
import { Shown, ShownText } from "./shown.schema.ts";

/** One field of an approval's form. */
export const ApprovalField = z.object({
  name: z.string(), label: z.string(), type: z.enum(formFieldTypes), required: z.boolean(), help: z.string(), options: z.array(z.string()),
  /** What is filled in already. */
  default: z.union([ShownText, z.number(), z.boolean()]).nullable(),
});
export type ApprovalField = z.infer<typeof ApprovalField>;

/** How an approval asks. */
export const Ask = z.object({ message: ShownText, form: z.array(ApprovalField), who: z.enum(["members", "link"]), approve: z.string(), reject: z.string() });
export type Ask = z.infer<typeof Ask>;

/** What is filled in with a decision, by the form's field names. */
export const FormValues = z.record(z.string().max(64), z.json());

/** What its link shows: nothing else of the run. */
export const ApprovalPage = z.object({
  title: ShownText, ask: Ask, details: Shown.nullable(), workspace: z.string(), flow: z.string(),
  /** A test run of a draft asks. */
  test: z.boolean(),
  status: z.enum(["open", "approved", "rejected", "expired", "cancelled"]),
  decided: z.object({ by: z.string(), signedIn: z.boolean(), at: Instant }).nullable(),
  askedAt: Instant, expiresAt: Instant.nullable(),
  /** Who is signed in here; null: nobody, so a name is asked for. */
  visitor: z.string().nullable(),
});
export type ApprovalPage = z.infer<typeof ApprovalPage>;

const link = z.strictObject({ link: z.string().min(1).max(100) });

export const readApproval = contract({
  method: "GET", path: "/api/v1/approvals/{link}", access: { kind: "public" }, status: 200,
  summary: "What an approval's link asks, or how it was decided. Reading decides nothing.",
  params: link,
  answer: ApprovalPage,
});

export const decideApproval = contract({
  method: "POST", path: "/api/v1/approvals/{link}", access: { kind: "public" }, status: 200,
  summary: "Decides an approval by its link: as a signed-in member, or under a name where anybody with the link may.",
  params: link,
  body: z.strictObject({
    decision: z.enum(["approved", "rejected"]),
    /** Needed from somebody who is not signed in. */
    name: z.string().trim().min(1, "Say who you are.").max(120).optional(),
    comment: z.string().max(2_000).default(""),
    values: FormValues.default({}),
  }),
  answer: ApprovalPage,
});

export const OpenApproval = z.object({ run: z.string(), wait: z.string(), title: ShownText, flow: z.string(), askedAt: Instant, expiresAt: Instant.nullable() });
export type OpenApproval = z.infer<typeof OpenApproval>;

export const listApprovals = contract({
  method: "GET", path: "/api/v1/approvals", access: { kind: "workspace", permission: "runs:read" }, status: 200,
  summary: "Approvals of live runs that wait for a decision, oldest first, 100 at most.",
  query: z.strictObject({ flow: idParam.optional() }),
  answer: z.object({ approvals: z.array(OpenApproval) }),
});

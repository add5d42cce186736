import type { AskedField } from "#lib/flow/form/form-field.ts";

/** One field of a form as somebody sees it. */
export interface ShownField extends AskedField {
  label: string;
  help: string;
  /** What is filled in already. */
  default: string | number | boolean | null;
}

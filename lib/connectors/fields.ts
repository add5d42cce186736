import { z } from "zod";

/** How a setting is shown and edited; carried to the browser inside JSON Schema. */
export interface FieldMeta {
  label: string;
  control: "text" | "textarea" | "select" | "number" | "switch" | "fields" | "json" | "hook-url" | "form-url" | "condition" | "cases" | "declaration" | "form" | "code" | "flow" | "schedule";
  /** A number's unit, shown behind it. */
  unit?: string;
  /** One sentence under the control. */
  help?: string;
  placeholder?: string;
  /** Shown only while another setting has this value, or one of these. */
  showIf?: { field: string; is: string | readonly string[] };
  /** Words for the values of a select, by value. */
  options?: Record<string, string>;
  /** Whether it takes references and templates; selects and switches do not. */
  bindable?: boolean;
}

export const fields = z.registry<FieldMeta>();

import type { Payload } from "#lib/contracts/payload.schema.ts";
import type { RunError as ShownError } from "#lib/contracts/runs.schema.ts";
import type { Shown, ShownText } from "#lib/contracts/shown.schema.ts";
import type { z } from "zod";
import type { FieldPattern } from "#lib/flow/field-rules/field-pattern.ts";
import { hiddenMark } from "#lib/flow/field-rules/field-rule.ts";
import { findHidden, type HiddenField, hideFields } from "#lib/flow/field-rules/hide-fields.ts";
import type { ValueCopies } from "#lib/flow/field-rules/value-copies.ts";
import { shapeOf } from "#lib/flow/field-rules/shape-of.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { KnownValues } from "./known-values.ts";

/** More places than anybody reveals one by one. */
const mostHidden = 1_000;

const notForRole = "Not shown to your role: it may quote data.";
const tooLarge = `${hiddenMark} Not shown: this run holds too much data to look for hidden fields in it.`;

/** Turns what is stored into what one reader may see; the only maker of `Shown` and `ShownText`. */
export interface Projector {
  seesValues: boolean;
  payload(value: Json, size: number): Payload;
  /** A value that stands for itself: masked, or its shape. */
  value(value: Json): Shown;
  /** The same for each field of a row. */
  fields(row: JsonObject): Record<string, Shown>;
  /** A message or line that may quote values. */
  text(text: string): ShownText;
  error(error: RunError): z.infer<typeof ShownError>;
  /** A business key or a record's key. */
  key(value: string | number): ShownText;
  /** Fields that are masked in a value, with what is under the mask; for a reveal alone. */
  hidden(value: Json): HiddenField[];
}

/** What the server itself says about a run: it quotes nothing. */
export function plainText(text: string): ShownText {
  return text as ShownText;
}

/** Gives out one field in full; whoever calls it has written to the audit log who saw it. */
export function inFull(value: Json): Shown {
  return value as Shown;
}

/** What rules hide in all that a run stored. */
export interface Copies {
  copies: ValueCopies;
  /** False: there was more than is looked through, or more values than are looked for. */
  isWhole: boolean;
}

export function copiesIn(rules: readonly FieldPattern[], known: KnownValues): Copies {
  const copies = findHidden(rules, known.values);
  return { copies, isWhole: known.isWhole && !copies.isPartial };
}

export const noCopies: Copies = copiesIn([], { values: [], isWhole: true });

export function projector(seesValues: boolean, rules: readonly FieldPattern[], { copies, isWhole }: Copies = noCopies): Projector {
  const isFree = seesValues && rules.length === 0;
  const hide = (value: Json): { value: Json; hidden: HiddenField[] } => (isFree ? { value, hidden: [] } : hideFields(rules, copies, value));
  const text = (raw: string): ShownText => {
    if (!seesValues && raw !== "") return notForRole as ShownText;
    if (isFree || raw === "") return raw as ShownText;
    return (isWhole ? String(hide(raw).value) : tooLarge) as ShownText;
  };
  return {
    seesValues,
    payload(value, size) {
      const shown = hide(value);
      if (!seesValues) return { kind: "shape", size, shape: shapeOf(shown.value) as Shown };
      return { kind: "inline", value: shown.value as Shown, size, hidden: shown.hidden.slice(0, mostHidden).map(({ path, by }) => ({ path, by })) };
    },
    fields: (row) => (seesValues ? hide(row).value : shapeOf(hide(row).value)) as Record<string, Shown>,
    value: (value) => (seesValues ? hide(value).value : shapeOf(hide(value).value)) as Shown,
    text,
    error: (error) => ({ ...error, message: text(error.message), ...(seesValues ? {} : { withheld: true }) }),
    key(value) {
      if (!seesValues || !isWhole) return hiddenMark as ShownText;
      return (copies.whole(value) ?? copies.mask(String(value))) as ShownText;
    },
    hidden: (value) => hide(value).hidden,
  };
}

import { unreachable } from "#lib/assert.ts";
import type { Binding, Condition, ConfigValue } from "./document.schema.ts";
import type { NodeNames } from "./node-names.ts";
import { operatorWords } from "./operator-words.ts";

function listed(names: readonly string[]): string | null {
  if (names.length === 0) return null;
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

function bindingWords(binding: Binding, names: NodeNames, short: boolean): string | null {
  switch (binding.kind) {
    case "literal":
      if (binding.value === null || binding.value === "") return null;
      if (short && Array.isArray(binding.value) && binding.value.every((item) => typeof item === "string")) return binding.value.length === 0 ? null : binding.value.join(", ");
      return typeof binding.value === "string" ? binding.value : JSON.stringify(binding.value);
    case "reference":
      if (short) return String(binding.path.findLast((key) => typeof key === "string") ?? names.nameOf(binding.node));
      return [names.nameOf(binding.node), ...binding.path].join(" · ");
    case "template":
      return binding.parts.map((part) => {
        if (typeof part === "string") return part;
        const name = String(part.path.at(-1) ?? names.nameOf(part.node));
        return short ? `‹${name}›` : name;
      }).join("");
    case "cel":
      return names.inWords(binding.source).replaceAll(/\s+/g, " ");
    default:
      return unreachable(binding);
  }
}

/** `total at least 50 and country equals DE`. */
function conditionWords(condition: Condition, names: NodeNames): string {
  const tests = condition.tests.map(({ left, operator, right }) => [bindingWords(left, names, true) ?? "…", operatorWords[operator], ...(right ? [bindingWords(right, names, true) ?? "nothing"] : [])].join(" "));
  return tests.join(condition.match === "all" ? " and " : " or ");
}

/** A setting in words; null for one that says nothing. `short`: as part of a sentence, where a reference is its last name alone, and marked inside a text. */
export function valueWords(value: ConfigValue | undefined, names: NodeNames, short = false): string | null {
  if (!value) return null;
  switch (value.kind) {
    case "fields":
      return listed(value.fields.map((field) => field.name).filter((name) => name !== ""));
    case "condition":
      return conditionWords(value, names);
    case "cases":
      return listed(value.cases.map(({ label }) => label));
    default:
      return bindingWords(value, names, short);
  }
}

import { CelError } from "../cel-error.ts";
import { type CelValue, kindOf, kindWords } from "./cel-value.ts";
import type { Frame } from "./frame.ts";
import { type CelFunctionName, type Parameter, parameterAt, parameters } from "./functions.ts";
import type { Implementation } from "./implementation.ts";
import { listFunctions } from "./library-lists.ts";
import { numberFunctions } from "./library-numbers.ts";
import { patternFunctions } from "./library-patterns.ts";
import { textFunctions } from "./library-texts.ts";
import { timeFunctions } from "./library-times.ts";

const library: { readonly [Name in CelFunctionName]: Implementation<Name> } = { ...textFunctions, ...numberFunctions, ...listFunctions, ...timeFunctions, ...patternFunctions };

type Call = (frame: Frame, args: CelValue[]) => CelValue;

function refuse(name: CelFunctionName, parameter: Parameter, value: CelValue): CelError {
  const hint = kindOf(value) === "optional" ? " Write .orValue(…) after it." : kindOf(value) === "null" ? " Give a default, or ask first whether it is null." : "";
  return new CelError("invalid", `“${name.replace("optional.", "")}” needs ${parameters[parameter].words}, not ${kindWords[kindOf(value)]}.${hint}`);
}

/** A function with its arguments checked at each call. */
export function callFunction(name: CelFunctionName, count: number): Call {
  const run = library[name] as (frame: Frame, ...args: readonly CelValue[]) => CelValue;
  const takes = Array.from({ length: count }, (_, index) => parameterAt(name, index) ?? "any");
  return (frame, args) => {
    for (const [index, parameter] of takes.entries()) {
      const kinds: readonly string[] | null = parameters[parameter].kinds;
      const value = args[index] as CelValue;
      if (kinds !== null && !kinds.includes(kindOf(value))) throw refuse(name, parameter, value);
    }
    return run(frame, ...args);
  };
}

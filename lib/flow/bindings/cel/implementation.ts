import type { CelDuration, CelObject, CelOptional, CelValue } from "./cel-value.ts";
import type { Frame } from "./frame.ts";
import type { celFunctions, CelFunctionName, Parameter } from "./functions.ts";

interface ArgumentOf {
  any: CelValue;
  text: string;
  number: number;
  list: readonly CelValue[];
  object: CelObject;
  time: Date;
  clock: Date | CelDuration;
  optional: CelOptional;
  sized: string | readonly CelValue[] | CelObject;
  searched: string | readonly CelValue[];
  summed: number | readonly CelValue[];
  scalar: string | number | boolean | Date | CelDuration;
  instant: string | number | Date;
  span: string | CelDuration;
}

type Arguments<Takes> = { [Index in keyof Takes]: Takes[Index] extends Parameter ? ArgumentOf[Takes[Index]] : never };
type Required<Name extends CelFunctionName> = Arguments<(typeof celFunctions)[Name]["takes"]>;
type Optional<Name extends CelFunctionName> = (typeof celFunctions)[Name] extends { may: infer May extends readonly Parameter[] } ? Partial<Arguments<May>> : readonly [];
type More<Name extends CelFunctionName> = (typeof celFunctions)[Name] extends { repeats: true } ? readonly (number | readonly CelValue[])[] : readonly [];

/** What a function does with arguments that have been checked against its parameters. */
export type Implementation<Name extends CelFunctionName> = (frame: Frame, ...args: [...Required<Name>, ...Optional<Name>, ...More<Name>]) => CelValue;

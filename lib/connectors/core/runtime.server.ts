import type { LogicRuntime } from "../define.ts";
import type { map } from "./spec.ts";

export const runMap: LogicRuntime<typeof map> = ({ fields }) => ({ port: "out", output: fields });

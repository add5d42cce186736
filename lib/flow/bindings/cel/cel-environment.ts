import { Environment } from "@marcbachmann/cel-js";

let environment: Environment | undefined;

/**
 * The one CEL environment; it reads expressions into syntax trees. They are evaluated by ourselves: only so can a cost
 * be counted as it happens, a number be of one kind, and an own key `constructor` be data.
 */
export function celEnvironment(): Environment {
  environment ??= new Environment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
    limits: { maxAstNodes: 2_000, maxDepth: 100, maxListElements: 1_000, maxMapEntries: 1_000, maxCallArguments: 32 },
  });
  return environment;
}

import type { TemplateFinding } from "#lib/contracts/templates.schema.ts";
import { placeId } from "./place-id.ts";

/** One thing that must not leave, for one reason or several. */
export interface FoundThing extends Pick<TemplateFinding, "node" | "where" | "kind" | "message" | "place"> {
  /** Addresses of its findings. */
  all: readonly string[];
  /** All of them only look like something. */
  mayKeep: boolean;
}

/** Findings about one place as one: what settles it settles all of them. */
export function groupFindings(findings: readonly TemplateFinding[]): FoundThing[] {
  const groups = Map.groupBy(findings, ({ place, node, where }) => (place ? placeId(place) : JSON.stringify([node, where])));
  return [...groups.values()].flatMap((group): FoundThing[] => {
    const [first] = group;
    // A credential that is known for what it is says more than one that only looks so.
    const gravest = group.find(({ mayKeep }) => !mayKeep) ?? first;
    if (!gravest) return [];
    return [{ ...gravest, mayKeep: group.every(({ mayKeep }) => mayKeep), all: group.map(({ at }) => at) }];
  });
}

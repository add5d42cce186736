import Link from "next/link";
import { Fragment } from "react";
import { ruleGroups } from "./flow-rules.ts";
import { rulePath } from "./kind-words.ts";

const titles = new Map(ruleGroups.flatMap((group) => group.rules).map((rule) => [rule.id, rule.title]));

/** Rules by name, each leading to its words under `/help/flows`. */
export function RuleLinks({ rules }: { rules: readonly string[] }) {
  return (
    <p className="small">
      {rules.map((rule, index) => <Fragment key={rule}>{index === 0 ? "" : ", "}<Link href={rulePath(rule)}>{titles.get(rule) ?? rule}</Link> <span className="data faint">{rule}</span></Fragment>)}
    </p>
  );
}

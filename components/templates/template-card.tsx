import Link from "next/link";
import { NodeIcon } from "#components/ui/node-icon.tsx";
import { PatternLabel } from "#components/ui/pattern-label.tsx";
import { Strip } from "#components/ui/strip.tsx";
import type { TemplateSummary } from "#lib/contracts/templates.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { CheckLabel } from "./check-label.tsx";
import { systemsInWords } from "./systems-in-words.ts";

export interface TemplateCardProps {
  template: TemplateSummary;
  href: string;
  types: NodeTypes;
}

/** A template in a gallery: pattern, check, name, one sentence, its shape and whose it is. */
export function TemplateCard({ template, href, types }: TemplateCardProps) {
  const { name, sentence, pattern, shape, systems, author, installs, unavailable } = template;
  const { real, sample } = systemsInWords(systems);
  return (
    <li className="tcard plate">
      <div className="row">
        {pattern === null ? null : <PatternLabel pattern={pattern} />}
        <span className="grow" />
        <CheckLabel check={template.check} version={template.version} brief />
      </div>
      <h2 className="h-body"><Link href={href} prefetch={false}>{name}</Link></h2>
      <p className="small muted tc-sentence">{sentence}</p>
      {shape.length === 0 ? null : <Strip pattern={pattern} tiles={shape.map((node, at) => ({ key: String(at), name: node.name, face: <NodeIcon icon={types.get(node.type)?.icon} title={node.name} /> }))} />}
      <p className="small faint tc-foot">
        <span>{author}</span>
        {real === null ? null : <span>{real}</span>}
        {sample === null ? null : <span>{sample}</span>}
        {installs === 0 ? null : <span>{installs === 1 ? "1 install" : `${installs.toLocaleString("en")} installs`}</span>}
      </p>
      {unavailable === null ? null : <p className="small tc-off">{unavailable}</p>}
    </li>
  );
}

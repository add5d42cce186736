import Link from "next/link";
import type { ReactNode } from "react";
import { FieldTable } from "#components/reference/field-table.tsx";
import { schemaRows } from "#components/reference/schema-rows.ts";
import { CodeView } from "#components/ui/code-view.tsx";
import { NodeIcon } from "#components/ui/node-icon.tsx";
import type { NodeHelp } from "#lib/contracts/help.ts";
import { HelpTable } from "./help-table.tsx";
import { kindWords } from "./kind-words.ts";
import { effectInWords, limitsInWords, testRunInWords } from "./limit-words.ts";
import { disabledInWords, inputRows, outputRows } from "./port-rows.ts";
import { RuleLinks } from "./rule-links.tsx";
import { settingRows } from "./setting-rows.ts";

/** A node's help page: all of it comes from the node's definition. */
export function NodePage({ help }: { help: NodeHelp }) {
  const { node } = help;
  const outputs = outputRows(node);
  return (
    <article>
      <header className="pg-head">
        <span className="muted"><Link href="/help">Help</Link> / </span>
        <NodeIcon icon={node.icon} title={node.title} />
        <h1>{node.title}</h1>
        <span className="tag">{kindWords[node.kind]}</span>
        <span className="tag">{help.connectorTitle}</span>
      </header>
      <p className="help-lead">{node.description}</p>
      <Part title="Rule">
        <p>{help.rule}</p>
        <RuleLinks rules={help.rules} />
      </Part>
      <Part title="Ports">
        <h3>In</h3>
        {node.inputs.length === 0 ? <p>Nothing leads into a trigger: the run begins here.</p> : <HelpTable caption={`What leads into ${node.title}`} heads={["Port", "Carries", "From", "What the step gets"]} rows={inputRows(node).map((row) => [row.name, row.carries, row.when, row.what])} />}
        <h3>Out</h3>
        {outputs.length === 0 ? <p>Nothing leaves it: the run, or the record, ends here.</p> : <HelpTable caption={`What leaves ${node.title}`} heads={["Port", "Carries", "Taken", "What it carries"]} rows={outputs.map((row) => [row.name, row.carries, row.when, row.what])} />}
        <p>{disabledInWords(node)}</p>
      </Part>
      <Settings help={help} />
      <Output help={help} />
      <Part title="Example"><p>{help.example}</p></Part>
      <Part title="When it fails">
        {help.failures.length === 0 ? <p>It cannot fail.</p> : <HelpTable caption={`How ${node.title} fails`} heads={["When", "Then"]} rows={help.failures.map(({ when, outcome }) => [when, outcome])} />}
        {node.canFail ? <p className="muted">Without an error path, the step’s setting decides: end the run as failed, which is the default, or skip and go on elsewhere. <Link href="/help/flows#graph-4">When a step fails</Link></p> : null}
      </Part>
      {node.kind === "trigger" ? null : <Part title="Repeats"><p>{effectInWords(help)}</p></Part>}
      <Part title="In a test run"><p>{testRunInWords(help)}</p></Part>
      <Part title="Limits"><ul className="help-points">{limitsInWords(help).map((limit) => <li key={limit}>{limit}</li>)}</ul></Part>
    </article>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = title.toLowerCase().replaceAll(" ", "-");
  return <section className="ref-op" aria-labelledby={id}><h2 id={id}>{title}</h2>{children}</section>;
}

function Settings({ help }: { help: NodeHelp }) {
  const rows = settingRows(help);
  const { connection } = help.node;
  return (
    <Part title="Settings">
      {rows.length === 0 ? <p>It has none.</p> : (
        <HelpTable
          caption={`Settings of ${help.node.title}`}
          heads={["Setting", "Takes", "Notes"]}
          rows={rows.map((row) => [row.label, row.takes, [row.required ? "Required." : "", row.byDefault === null ? "" : `At first: ${row.byDefault}.`, row.help].filter((note) => note !== "").join(" ")])}
        />
      )}
      {connection === "none" ? null : <p>{connection === "required" ? "It needs a connection" : "It may use a connection"} of the kind {help.node.connectionKinds.join(", ")}.</p>}
    </Part>
  );
}

function Output({ help }: { help: NodeHelp }) {
  const { node, sample } = help;
  const described = schemaRows(help.output).length > 0;
  const shown = sample !== null && JSON.stringify(sample) !== "{}";
  if (!described && !shown) return null;
  return (
    <Part title="Output">
      {described ? <FieldTable schema={help.output} caption={`Output of ${node.title}`} /> : null}
      {shown ? <CodeView label={`Sample output of ${node.title}`} text={JSON.stringify(sample, null, 2)} /> : null}
    </Part>
  );
}

import { FlowPicture } from "./flow-picture.tsx";
import { type FlowExample, flowExamples } from "./flow-examples.ts";
import { ruleGroups } from "./flow-rules.ts";
import { OutcomeTable } from "./outcome-table.tsx";
import { RuleLinks } from "./rule-links.tsx";

/** The rules of a run in plain words: four flows with what exactly comes of them, then every rule under its id. */
export function FlowsPage() {
  return (
    <article>
      <header className="pg-head"><h1>What a run does</h1></header>
      <p className="help-lead">A run goes from the trigger along the wires. This page says exactly which steps run, which are skipped and what happens when one fails. The same rules hold for live runs and test runs, whatever executes them.</p>
      <ul className="help-toc">
        {flowExamples.map((example) => <li key={example.id}><a href={`#${example.id}`}>{example.title}</a></li>)}
        {ruleGroups.map((group) => <li key={group.title}><a href={`#${group.rules[0]?.id ?? ""}`}>{group.title}</a></li>)}
      </ul>
      {flowExamples.map((example) => <Example key={example.id} example={example} />)}
      {ruleGroups.map((group) => (
        <section key={group.title} className="ref-op" aria-label={group.title}>
          <div className="sec-head"><h2>{group.title}</h2><p className="muted">{group.about}</p></div>
          {group.rules.map((rule) => (
            <section key={rule.id} id={rule.id} className="help-rule" aria-labelledby={`${rule.id}-title`}>
              <h3 id={`${rule.id}-title`}>{rule.title} <a className="data faint" href={`#${rule.id}`}>{rule.id}</a></h3>
              <p>{rule.text}</p>
            </section>
          ))}
        </section>
      ))}
    </article>
  );
}

function Example({ example }: { example: FlowExample }) {
  return (
    <section id={example.id} className="ref-op" aria-labelledby={`${example.id}-title`}>
      <h2 id={`${example.id}-title`}>{example.title}</h2>
      <p>{example.text}</p>
      <FlowPicture example={example} />
      <OutcomeTable example={example} />
      <RuleLinks rules={example.rules} />
    </section>
  );
}

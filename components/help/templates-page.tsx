import { templateTopics } from "./template-topics.ts";

/** Templates from both sides: taking one, and making one. */
export function TemplatesPage() {
  return (
    <article>
      <header className="pg-head"><h1>Templates</h1></header>
      <p className="help-lead">Share a flow that works, and install one that others share, without a secret leaving either workspace.</p>
      <ul className="help-toc">{templateTopics.map(({ id, title }) => <li key={id}><a href={`#${id}`}>{title}</a></li>)}</ul>
      {templateTopics.map(({ id, title, text }) => (
        <section key={id} id={id} className="ref-op" aria-labelledby={`${id}-title`}>
          <h2 id={`${id}-title`}>{title}</h2>
          {text.map((paragraph) => <p key={paragraph}>{paragraph}</p>)}
        </section>
      ))}
    </article>
  );
}

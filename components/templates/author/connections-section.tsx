import { Field } from "#components/ui/field.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { TemplateConnection } from "#lib/flow/templates/template-content.schema.ts";
import type { AuthorDraft } from "./author-draft.ts";
import type { TemplatePreview } from "./questions-section.tsx";
import type { ChangeDraft } from "./use-author-draft.ts";

/** What has to be connected by whoever installs it: one for all steps that share one here. */
export function ConnectionsSection({ draft: { connections: said }, preview: { content }, onChange }: { draft: AuthorDraft; preview: TemplatePreview; onChange: ChangeDraft }) {
  const names = new Map(content.document.nodes.map(({ id, name }) => [id, name]));
  function say({ key, nodes }: TemplateConnection, words: { title: string; help: string }) {
    onChange({ connections: [...said.filter((one) => one.key !== key), { key, nodes, ...words }] });
  }
  return (
    <section className="sec" aria-labelledby="ta-connections">
      <div className="sec-head">
        <h2 id="ta-connections">Connections</h2>
        <p className="muted">Your own stay with you, their secrets and their names. Whoever installs the template chooses or makes theirs.</p>
      </div>
      {content.connections.length === 0 ? <p className="muted">None is needed.</p> : (
        <ul className="ta-cards">
          {content.connections.map((connection) => {
            const own = said.find(({ key }) => key === connection.key);
            const words = { title: own?.title ?? connection.title, help: own?.help ?? connection.help };
            return (
              <li key={connection.key} className="ta-card">
                <div className="ta-two">
                  <Field label="What they connect" error={words.title.trim() === "" ? "Say which system it is; until then it stays as it was." : null}>
                    {(control) => <TextInput {...control} data-at={`connection.${connection.key}`} maxLength={80} value={words.title} onChange={(event) => say(connection, { ...words, title: event.currentTarget.value })} />}
                  </Field>
                  <Field label="Help">
                    {(control) => <TextInput {...control} maxLength={300} placeholder="Which rights it needs, where to make it" value={words.help} onChange={(event) => say(connection, { ...words, help: event.currentTarget.value })} />}
                  </Field>
                </div>
                <p className="small"><span className="muted">Used by </span>{connection.nodes.map((node) => names.get(node) ?? node).join(", ")}</p>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

import { Markdown } from "#components/ui/markdown.tsx";
import { goalWords } from "#components/templates/goal-words.ts";
import { licenceWords } from "#components/templates/licence-words.ts";
import { Field } from "#components/ui/field.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { TemplateAbout } from "#lib/flow/templates/template-content.schema.ts";
import type { AuthorDraft } from "./author-draft.ts";
import type { ChangeDraft } from "./use-author-draft.ts";

function options<Value extends string>(words: Readonly<Record<Value, string>>): { value: Value; label: string }[] {
  return (Object.keys(words) as Value[]).map((value) => ({ value, label: words[value] }));
}

/** What the template is called, does, and may be used for. */
export function AboutSection({ draft: { about, from }, flow, onChange }: { draft: AuthorDraft; flow: Flow; onChange: ChangeDraft }) {
  const say = (part: Partial<TemplateAbout>) => onChange(({ about: before }) => ({ about: { ...before, ...part } }));
  return (
    <section className="sec" aria-labelledby="ta-about">
      <div className="sec-head"><h2 id="ta-about">About</h2></div>
      <div className="form-rows">
        {flow.liveVersion === null ? null : (
          <div className="row wrap">
            <span className="muted">Made from</span>
            <Segmented label="Made from" value={from} segments={[{ value: "live", face: `Version ${flow.liveVersion}, which is live` }, { value: "draft", face: "The draft" }]} onValue={(value) => onChange({ from: value })} />
          </div>
        )}
        <Field label="Name">
          {(control) => <TextInput {...control} data-at="name" maxLength={120} value={about.name} onChange={(event) => say({ name: event.currentTarget.value })} />}
        </Field>
        <Field label="What it does" hint="One sentence: when what happens, what is done for whom.">
          {(control) => <TextArea {...control} data-at="sentence" rows={2} maxLength={300} value={about.sentence} onChange={(event) => say({ sentence: event.currentTarget.value })} />}
        </Field>
        <Field label="More about it" hint="When to use it and when not, what to know before. **Bold**, *italics*, `code`, lists and links are understood; nothing is loaded from elsewhere.">
          {(control) => <TextArea {...control} data-at="description" rows={5} maxLength={20_000} value={about.description} onChange={(event) => say({ description: event.currentTarget.value })} />}
        </Field>
        {about.description.trim() === "" ? null : <div className="ta-md" role="group" aria-label="As it will read"><Markdown text={about.description} /></div>}
        <div className="ta-three">
          <Field label="Author">
            {(control) => <TextInput {...control} data-at="author" maxLength={120} value={about.author} onChange={(event) => say({ author: event.currentTarget.value })} />}
          </Field>
          <Field label="Licence">{(control) => <Select {...control} value={about.licence} options={options(licenceWords)} onValue={(licence) => say({ licence })} />}</Field>
          <Field label="Goal">{(control) => <Select {...control} value={about.goal} options={options(goalWords)} onValue={(goal) => say({ goal })} />}</Field>
        </div>
      </div>
    </section>
  );
}

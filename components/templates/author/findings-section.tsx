import Link from "next/link";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";
import { StatusMark } from "#components/ui/status-mark.tsx";
import type { TemplateFinding } from "#lib/contracts/templates.schema.ts";
import { findingAt } from "./author-blocks.ts";
import type { AuthorDraft } from "./author-draft.ts";
import { questionOfChoice } from "./author-question.ts";
import { focusAt } from "./focus-at.ts";
import type { FoundThing } from "./group-findings.ts";
import { placeId } from "./place-id.ts";
import type { TemplatePreview } from "./questions-section.tsx";
import type { ChangeDraft } from "./use-author-draft.ts";

const kindWords: Readonly<Record<TemplateFinding["kind"], string>> = { secret: "A secret", personal: "Personal data", internal: "Internal to your network", random: "Looks like a secret" };

/** The field of this page that holds what was found; null when it is in the flow. */
function fieldOf(at: string, { questions, samples }: AuthorDraft): string | null {
  const [, part = "", index] = /^(\w+)(?:\.(\d+))?/.exec(at) ?? [];
  if (part === "parameters") return questions[Number(index)] ? `question.${questions[Number(index)]?.key}.${at.includes(".default") ? "start" : "label"}` : null;
  if (part === "samples") return samples[Number(index)] ? `sample.${samples[Number(index)]?.id}.text` : null;
  if (part === "connections" || part === "document") return null;
  return part;
}

interface FindingsSectionProps {
  draft: AuthorDraft;
  preview: TemplatePreview;
  things: readonly FoundThing[];
  flow: string;
  onChange: ChangeDraft;
}

/** What has to stay in the workspace, each with the press that settles it. */
export function FindingsSection({ draft, preview: { choices }, things, flow, onChange }: FindingsSectionProps) {
  const { questions, keep } = draft;
  /** A question without a default: an existing one loses its own. */
  function ask({ place, where }: FoundThing) {
    if (!place) return;
    const id = placeId(place);
    const own = questions.find(({ places }) => places.some((one) => placeId(one) === id));
    if (own) {
      onChange({ questions: questions.map((question) => (question === own ? { ...question, start: "" } : question)) });
      focusAt(`question.${own.key}.start`);
      return;
    }
    const known = choices.find((choice) => placeId(choice.place) === id);
    const made = questionOfChoice({ place, label: known?.label ?? where, type: known?.type ?? "text", value: known?.value ?? "" }, new Set(questions.map(({ key }) => key)), false);
    onChange({ questions: [...questions, made] });
    focusAt(`question.${made.key}.label`);
  }
  return (
    <section aria-labelledby="ta-findings" className="ta-findings">
      <h2 id="ta-findings">Secrets and private data</h2>
      <p role="status">{things.length === 0 ? <StatusLabel mark="success">Nothing found</StatusLabel> : <StatusLabel mark="failed">{things.length === 1 ? "1 thing" : `${things.length} things`} found</StatusLabel>}</p>
      <p className="small muted">{things.length === 0 ? "No secret, no personal data, no address of your network. Your connections, the address of a hook, results of runs and the flow’s own samples stay with you in any case." : "Others will read the template. What was found has to stay with you."}</p>
      {things.length === 0 ? null : (
        <ul className="ta-list">
          {things.map((thing) => (
            <FoundItem
              key={thing.all[0]} thing={thing} field={thing.place ? null : fieldOf(thing.all[0] ?? "", draft)} flow={flow}
              onAsk={() => ask(thing)} onKeep={() => onChange({ keep: [...keep, ...thing.all.map((at) => ({ at, where: thing.where }))] })}
            />
          ))}
        </ul>
      )}
      {keep.length === 0 ? null : (
        <details>
          <summary className="link small">{keep.length === 1 ? "1 thing is" : `${keep.length} things are`} in the template because you said so</summary>
          <ul className="ta-list small">
            {keep.map(({ at, where }) => (
              <li key={at}><span className="grow break">{where}</span><button type="button" className="link" aria-label={`Look again: ${where}`} onClick={() => onChange({ keep: keep.filter((one) => one.at !== at) })}>Look again</button></li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

interface FoundItemProps {
  thing: FoundThing;
  /** Where on this page it is. */
  field: string | null;
  flow: string;
  onAsk: () => void;
  onKeep: () => void;
}

function FoundItem({ thing, field, flow, onAsk, onKeep }: FoundItemProps) {
  const { slug } = useWorkspace();
  const { kind, message, where, node, place, mayKeep } = thing;
  return (
    <li data-at={findingAt(thing)} tabIndex={-1}>
      <StatusMark mark={mayKeep ? "warning" : "failed"} />
      <div className="ta-finding">
        <p><b>{where}</b></p>
        <p className="small"><span className="muted">{kindWords[kind]}.</span> {message}</p>
        <div className="row wrap">
          {place ? <Button size="s" aria-label={`Ask for it instead: ${where}`} onClick={onAsk}>Ask for it instead</Button> : null}
          {field === null ? null : <Button size="s" aria-label={`Go there: ${where}`} onClick={() => focusAt(field)}>Go there</Button>}
          {mayKeep ? <Button size="s" look="bare" aria-label={`It is no secret: ${where}`} onClick={onKeep}>It is no secret</Button> : null}
          {node !== null && !place ? <Link className="link" href={`/w/${slug}/flows/${flow}`}>Change it in the flow</Link> : null}
        </div>
      </div>
    </li>
  );
}

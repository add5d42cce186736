import { Plus, Search } from "lucide-react";
import { useMemo, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { shortValue } from "#components/ui/short-value.ts";
import { StatusLabel } from "#components/ui/status-label.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { type OptionLists, useOptionLists, wordsOf } from "#components/templates/use-option-words.ts";
import type { TemplateChoice } from "#lib/contracts/templates.schema.ts";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import { placeId } from "./place-id.ts";

/** With more settings than this, steps are folded and a search is offered. */
const few = 10;

/** Where it is within its step: “Headers, “X-Api-Key””. */
function settingOf({ where, label }: TemplateChoice): string {
  const at = where.indexOf(", ");
  return at < 0 ? label : where.slice(at + 2);
}

interface ChoiceListProps {
  choices: readonly TemplateChoice[];
  nodes: readonly FlowNode[];
  /** Places whose value has to stay here. */
  unfit: ReadonlySet<string>;
  /** `options`: of a setting that is chosen from a list. */
  onAsk: (choice: TemplateChoice, options: readonly string[] | null) => void;
}

/** What a whole setting is chosen from. */
function optionsOf({ place: { node, path } }: TemplateChoice, lists: OptionLists): readonly string[] | null {
  const list = path.length === 2 ? lists(node, String(path[0])) : null;
  return list === null ? null : Object.keys(list);
}

/** Settings that nothing asks for yet, by step, each with its value now. */
export function ChoiceList({ choices, nodes, unfit, onAsk }: ChoiceListProps) {
  const [wanted, setWanted] = useState("");
  const names = useMemo(() => new Map(nodes.map(({ id, name }) => [id, name])), [nodes]);
  const lists = useOptionLists(nodes);
  const found = useMemo(() => {
    const words = wanted.toLowerCase().split(/\s+/);
    return choices.filter(({ where, label, value }) => words.every((word) => `${where} ${label} ${shortValue(value)}`.toLowerCase().includes(word)));
  }, [choices, wanted]);
  const isFolded = choices.length > few && wanted.trim() === "";
  if (choices.length === 0) return null;
  return (
    <div className="ta-can">
      <div className="row wrap">
        <h3 className="grow">Settings you can ask for</h3>
        {choices.length > few ? <TextInput type="search" icon={<Search className="ic ic-s" aria-hidden />} aria-label="Find a setting" placeholder="Find a setting" value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} /> : null}
      </div>
      <p className="small muted">Press “Ask” to let whoever installs it answer a setting. What is not asked stays as it is here.</p>
      {found.length === 0 ? <p className="muted" role="status">No setting matches. Its name and its value are looked at.</p> : null}
      {[...Map.groupBy(found, ({ place }) => place.node)].map(([node, list]) => <StepChoices key={`${node} ${isFolded}`} name={names.get(node) ?? list[0]?.where ?? node} choices={list} isOpen={!isFolded} unfit={unfit} lists={lists} onAsk={onAsk} />)}
    </div>
  );
}

interface StepChoicesProps extends Pick<ChoiceListProps, "choices" | "unfit" | "onAsk"> {
  name: string;
  isOpen: boolean;
  lists: OptionLists;
}

function StepChoices({ name, choices, isOpen: startsOpen, unfit, lists, onAsk }: StepChoicesProps) {
  const [isOpen, setOpen] = useState(startsOpen);
  return (
    <details className="ta-step" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary><b>{name}</b> <span className="small muted">{choices.length} {choices.length === 1 ? "setting" : "settings"}</span></summary>
      {isOpen ? (
        <ul className="ta-choices">
          {choices.map((choice) => (
            <li key={placeId(choice.place)}>
              <span className="ta-choice">
                <span>{settingOf(choice)}</span>
                {unfit.has(placeId(choice.place)) ? (
                  <><span className="muted">hidden</span><span className="small"><StatusLabel mark="failed">has to stay here</StatusLabel></span></>
                ) : <ChoiceValue value={choice.value} words={choice.place.path.length === 2 ? wordsOf(lists)(choice.place.node, String(choice.place.path[0]), choice.value) : null} />}
              </span>
              <Button size="s" aria-label={`Ask for ${choice.where}`} onClick={() => onAsk(choice, optionsOf(choice, lists))}><Plus className="ic ic-s" aria-hidden />Ask</Button>
            </li>
          ))}
        </ul>
      ) : null}
    </details>
  );
}

/** What is there now, as its form says it. */
function ChoiceValue({ value, words }: { value: TemplateChoice["value"]; words: string | null }) {
  if (words !== null) return <span className="cut">{words}</span>;
  const short = shortValue(value);
  return short === "" ? <span className="muted">empty</span> : <span className="data cut" title={shortValue(value, 400)}>{short}</span>;
}

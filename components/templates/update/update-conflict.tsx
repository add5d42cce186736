import type { OptionWords } from "#components/templates/use-option-words.ts";
import type { MergeConflict, Side } from "#lib/flow/diff/merge-documents.ts";
import { PartFace } from "./part-face.tsx";
import { placeInWords } from "./place-in-words.ts";
import type { TemplateUpdate } from "./put-together.ts";
import type { SentencePart } from "./sentence-part.ts";
import { settingNouns } from "./setting-words.ts";

const names: Readonly<Record<Side, string>> = { mine: "Keep yours", theirs: "Take the template’s" };

/** What both did, before the two are named. */
function Both({ conflict: { place, name, label, mine, theirs }, was }: { conflict: MergeConflict; was: SentencePart | null }) {
  const [kind, , part = ""] = place.split(" ");
  const before = was === null ? null : <> It was <PartFace {...was} />.</>;
  if (kind === "node" && mine === null) return <>You took the step <b>{name}</b> away, and the template changed it.</>;
  if (kind === "node" && theirs === null) return <>The template took the step <b>{name}</b> away, and you changed it.</>;
  if (kind === "name") return <>You both renamed <b>{was?.text ?? name}</b>.</>;
  if (kind === "edge") return <>You both changed the connection from <b>{name}</b>.</>;
  if (kind === "group" || kind === "note") return <>You both changed a {kind} beside the steps.{before}</>;
  if (kind === "connection") return <>You both changed the connection of <b>{name}</b>.</>;
  const [ahead, behind] = settingNouns[kind === "settings" ? part : ""] ?? [`“${label}” of`, ""];
  return <>You both changed {ahead} <b>{name}</b>{behind === "" ? null : ` ${behind}`}.{before}</>;
}

interface UpdateConflictProps {
  conflict: MergeConflict;
  documents: Pick<TemplateUpdate, "base" | "mine" | "theirs">;
  optionWords: OptionWords;
  side: Side;
  onSide: (side: Side) => void;
}

/** One place that both changed: whose goes on. */
export function UpdateConflict({ conflict, documents: { base, mine, theirs }, optionWords, side, onSide }: UpdateConflictProps) {
  const { place } = conflict;
  const words = { mine: placeInWords(mine, place, conflict.mine, optionWords), theirs: placeInWords(theirs, place, conflict.theirs, optionWords) };
  return (
    <fieldset className="tu-conflict">
      <legend><Both conflict={conflict} was={placeInWords(base, place, conflict.before, optionWords)} /></legend>
      <div className="cf-sides">
        {(["mine", "theirs"] as const).map((which) => (
          <label key={which} className="cf-side">
            <span><input type="radio" name={place} checked={side === which} onChange={() => onSide(which)} />{names[which]}</span>
            <span>{words[which] ? <PartFace {...words[which]} /> : <i>{place.startsWith("settings ") ? "as usual" : "taken away"}</i>}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

import type { MergeConflict, Side } from "#lib/flow/diff/merge-documents.ts";

interface ConflictItemProps {
  conflict: MergeConflict;
  side: Side;
  /** What the two are called. */
  names: Readonly<Record<Side, string>>;
  onSide: (side: Side) => void;
}

/** One place that both changed: whose goes on. */
export function ConflictItem({ conflict, side, names, onSide }: ConflictItemProps) {
  const words = (text: string | null) => (text === null ? <i>taken away</i> : text);
  return (
    <fieldset className="cf-item">
      <legend><b>{conflict.name}</b> · {conflict.label}{conflict.before === null ? null : <span className="muted">, was <span className="data">{conflict.before}</span></span>}</legend>
      <div className="cf-sides">
        {(["mine", "theirs"] as const).map((which) => (
          <label key={which} className="cf-side">
            <span><input type="radio" name={conflict.place} checked={side === which} onChange={() => onSide(which)} />{names[which]}</span>
            <span className="small">{words(conflict[which])}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

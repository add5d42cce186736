import { type MemberNames, starterInWords } from "#components/runs/starter-words.ts";
import { classes } from "#components/ui/classes.ts";
import { formatInstant } from "#components/ui/format-instant.ts";
import { type FlowMoment, momentKey, momentName } from "./moment-of-flow.ts";

export interface MomentListProps {
  moments: readonly FlowMoment[];
  newest: number | undefined;
  live: number | null;
  selected: string | undefined;
  names: MemberNames;
  onSelect: (key: string) => void;
}

/** What the flow was and who made it so, newest first. */
export function MomentList({ moments, newest, live, selected, names, onSelect }: MomentListProps) {
  return (
    <ol className="vs-list" aria-label="Versions and drafts">
      {moments.map((moment) => {
        const key = momentKey(moment);
        const isLive = moment.kind === "version" && moment.version.number === live;
        const by = moment.kind === "version" ? moment.version.publishedBy : moment.draft.savedBy;
        return (
          <li key={key}>
            <button type="button" className={classes("vs-item", key === selected && "is-on", moment.kind === "draft" && "is-draft")} aria-current={key === selected || undefined} onClick={() => onSelect(key)}>
              <span className="row"><b>{momentName(moment, newest)}</b>{isLive ? <span className="vs-live">live</span> : null}</span>
              {moment.kind === "version" && moment.version.message !== "" ? <span className="vs-say">{moment.version.message}</span> : null}
              <span className="small muted">{starterInWords(by, names)}, {formatInstant(moment.at)}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

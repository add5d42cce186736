import {
  ArrowUpFromLine, Braces, CalendarClock, CirclePause, CircleStop, CircleX, Clock, Code, CopyMinus, Database, FileText, Filter, Flag, FormInput, GitBranch, Globe,
  Hand, Hourglass, type LucideIcon, Mail, Merge, MousePointerClick, Play, Radio, Reply, Rows3, Send, Sigma, Split, Table2, TableProperties, Timer, Webhook, Workflow,
} from "lucide-react";
import { classes } from "./classes.ts";

/** The icons a connector's spec may name, by their name there. */
const icons: Readonly<Record<string, LucideIcon>> = {
  "arrow-up-from-line": ArrowUpFromLine, braces: Braces, "calendar-clock": CalendarClock, "circle-pause": CirclePause, "circle-stop": CircleStop, "circle-x": CircleX, clock: Clock,
  code: Code, "copy-minus": CopyMinus, database: Database, "file-text": FileText, filter: Filter, flag: Flag, "form-input": FormInput, "git-branch": GitBranch, globe: Globe, hand: Hand,
  hourglass: Hourglass, mail: Mail, merge: Merge, "mouse-pointer-click": MousePointerClick, play: Play, radio: Radio, reply: Reply, "rows-3": Rows3, send: Send, sigma: Sigma, split: Split,
  "table-2": Table2, "table-properties": TableProperties, timer: Timer, webhook: Webhook, workflow: Workflow,
};

export interface NodeIconProps {
  /** As the node's type names it; undefined when the type is not known (yet). */
  icon: string | undefined;
  /** Two letters stand in for an icon that is not there. */
  title: string;
  className?: string | undefined;
}

export function NodeIcon({ icon, title, className }: NodeIconProps) {
  const Icon = icon === undefined ? undefined : icons[icon];
  if (Icon) return <Icon className={classes("ic", className)} aria-hidden />;
  return <span className="letters" aria-hidden="true">{title.slice(0, 2)}</span>;
}

import {
  ArrowUpFromLine, BookOpen, Braces, CalendarClock, CircleStop, ClipboardList, Clock, Contact, CopyMinus, CornerDownRight, Database, FileText, Filter, Globe, Hand, Hourglass, Layers, ListTree,
  type LucideIcon, Mail, Mailbox, Merge, OctagonX, Radio, RadioReceiver, Reply, Rows3, Send, Sigma, Split, Store, Table2, TableProperties, Timer, UnfoldVertical, UserCheck, Warehouse, Webhook,
  Workflow,
} from "lucide-react";
import { classes } from "./classes.ts";

/** The icons a connector's spec may name, by their name there. */
const icons: Readonly<Record<string, LucideIcon>> = {
  "arrow-up-from-line": ArrowUpFromLine, "book-open": BookOpen, braces: Braces, "calendar-clock": CalendarClock, "circle-stop": CircleStop, "clipboard-list": ClipboardList, clock: Clock, contact: Contact,
  "copy-minus": CopyMinus, "corner-down-right": CornerDownRight, database: Database, "file-text": FileText, filter: Filter, globe: Globe, hand: Hand,
  hourglass: Hourglass, layers: Layers, "list-tree": ListTree, mail: Mail, mailbox: Mailbox, merge: Merge, "octagon-x": OctagonX, radio: Radio, "radio-receiver": RadioReceiver,
  reply: Reply, "rows-3": Rows3, send: Send, sigma: Sigma, split: Split, store: Store, "table-2": Table2, "table-properties": TableProperties, timer: Timer,
  "unfold-vertical": UnfoldVertical, "user-check": UserCheck, warehouse: Warehouse, webhook: Webhook, workflow: Workflow,
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

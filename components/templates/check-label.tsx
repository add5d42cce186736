import { StatusMark } from "#components/ui/status-mark.tsx";
import { formatInstant } from "#components/ui/format-instant.ts";
import type { TemplateCheck } from "#lib/contracts/templates.schema.ts";

export interface CheckLabelProps {
  check: TemplateCheck | null;
  /** The template's newest version: a check of an older one says so. */
  version: number;
  /** On a card: only the count and the date. */
  brief?: boolean | undefined;
}

/** What came of running a template's samples, and when. */
export function CheckLabel({ check, version, brief = false }: CheckLabelProps) {
  if (check === null || check.of === 0) return <span className={brief ? "small faint" : "tag"}>{check === null ? "Not checked yet" : "No samples to check"}</span>;
  const passes = check.passed === check.of;
  const day = <time dateTime={check.at} suppressHydrationWarning>{formatInstant(check.at, "day")}</time>;
  const older = check.version === version ? "" : `, version ${check.version}`;
  if (brief) return <span className="st small" data-s={passes ? "success" : "failed"}><StatusMark mark={passes ? "success" : "failed"} />{check.passed} of {check.of} pass<span className="tc-day">{day}{older}</span></span>;
  return <span className="tag" data-s={passes ? "success" : "failed"}><StatusMark mark={passes ? "success" : "failed"} /><span>Checked {day}{older}, {check.passed} of {check.of} samples pass</span></span>;
}

import { FlaskConical, RotateCw, Zap } from "lucide-react";
import { type ReactNode, use } from "react";
import { classes } from "#components/ui/classes.ts";
import { NodeIcon } from "#components/ui/node-icon.tsx";
import { StatusMark } from "#components/ui/status-mark.tsx";
import type { NodeKind } from "#lib/flow/node-type.ts";
import { MockedContext } from "../samples/mocked-context.ts";
import type { PlateData } from "../project.ts";

const kindWords: Record<NodeKind, string> = { trigger: "trigger", action: "action", logic: "logic", source: "source", stream: "stream logic", sink: "sink" };

function kindWord(data: PlateData): string {
  if (!data.type) return "unknown step";
  return data.mode === "records" && data.type.kind !== "stream" && data.type.kind !== "sink" ? `${kindWords[data.type.kind]}, per record` : kindWords[data.type.kind];
}

/** The outline; `components.css` calls what has a bank on either side a transform. */
function outlineOf({ type, mode }: PlateData): string {
  if (!type) return "action";
  if (type.kind === "stream" || (mode === "records" && (type.kind === "action" || type.kind === "logic"))) return type.outputs.length === 0 ? "sink" : "transform";
  return type.kind;
}

function Badges({ data }: { data: PlateData }) {
  const { node, run } = data;
  const mocked = use(MockedContext).has(node.id);
  if (run) return <span className="bd" data-s={run.signal ?? undefined}>{run.signal === null ? null : <StatusMark mark={run.signal} />}{run.foot}</span>;
  const attempts = node.settings.retry?.attempts;
  return (
    <>
      <span className="bd-gap" />
      {mocked ? <span className="bd" data-s="waiting" title="Something stands in for it in test-runs"><FlaskConical className="ic" aria-hidden />mock</span> : null}
      {node.settings.disabled ? <span className="bd">off</span> : null}
      {attempts !== undefined && attempts > 1 ? <span className="bd" title={`Tries ${attempts} times`}><RotateCw className="ic" aria-hidden />{attempts}<span className="vh"> tries</span></span> : null}
      {node.settings.onError === "skip" && !data.handlesError ? <span className="bd" title="When it fails, what follows is skipped"><Zap className="ic" aria-hidden />skip</span> : null}
      {data.errors > 0 ? <span className="bd" data-s="failed"><StatusMark mark="failed" />{data.errors}<span className="vh"> {data.errors === 1 ? "issue" : "issues"}</span></span> : null}
      {data.errors === 0 && data.warnings > 0 ? <span className="bd" data-s="waiting"><StatusMark mark="warning" />{data.warnings}<span className="vh"> {data.warnings === 1 ? "warning" : "warnings"}</span></span> : null}
    </>
  );
}

/** A node's face: the same on the canvas, in the outline and on a run's page. It says, it does nothing. */
export function NodePlate({ data, selected, children, leastHeight }: { data: PlateData; selected: boolean; children?: ReactNode; leastHeight?: number | undefined }) {
  const { node, type, run } = data;
  return (
    <div
      className={classes("node", selected && "is-on", node.settings.disabled && "is-off", !type && "is-unknown")}
      data-kind={outlineOf(data)}
      data-pattern={type?.kind === "trigger" ? (data.pattern ?? "event") : undefined}
      data-s={run?.signal ?? undefined}
      data-d={run?.diff}
      style={leastHeight === undefined ? undefined : { minHeight: leastHeight }}
    >
      <span className="node-well"><NodeIcon icon={type?.icon} title={type?.title ?? node.type} /></span>
      <span className="node-text">
        <span className="node-name cut">{node.name}</span>
        <span className="node-sum">{data.summary}</span>
      </span>
      <span className="node-foot">
        <span className="kind">{kindWord(data)}</span>
        <Badges data={data} />
      </span>
      {children}
    </div>
  );
}

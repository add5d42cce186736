import { classes } from "#components/ui/classes.ts";
import type { ExampleStep, FlowExample } from "./flow-examples.ts";
import { type ExampleEdge, readEdge } from "./read-edge.ts";

const [width, height, across, down, edge] = [134, 44, 174, 66, 14];

function placeOf(step: ExampleStep): { x: number; y: number } {
  return { x: edge + step.at[0] * across, y: edge + step.at[1] * down };
}

/** Right-angled with rounded bends, as on the canvas. */
function wirePath(x1: number, y1: number, x2: number, y2: number, bend: number): string {
  if (Math.abs(y1 - y2) < 1) return `M${x1} ${y1}H${x2}`;
  const mid = x2 - bend;
  const r = Math.min(8, Math.abs(y2 - y1) / 2) * Math.sign(y2 - y1);
  return `M${x1} ${y1}H${mid - Math.abs(r)}Q${mid} ${y1} ${mid} ${y1 + r}V${y2 - r}Q${mid} ${y2} ${mid + Math.abs(r)} ${y2}H${x2}`;
}

interface Line extends ExampleEdge {
  key: string;
  path: string;
  label: { x: number; y: number; text: string } | null;
}

/** Several ways out of one step leave at different heights, towards where they lead. */
function leavesAt(from: ExampleStep, to: ExampleStep, ways: number): number {
  const { y } = placeOf(from);
  return ways < 2 || from.at[1] === to.at[1] ? y + height / 2 : to.at[1] < from.at[1] ? y + 11 : y + height - 11;
}

function linesOf(example: FlowExample): Line[] {
  const steps = new Map(example.steps.map((step) => [step.name, step]));
  const edges = example.edges.map(readEdge);
  return edges.flatMap((one): Line[] => {
    const [from, to] = [steps.get(one.from), steps.get(one.to)];
    if (!from || !to) return [];
    const [start, end] = [placeOf(from), placeOf(to)];
    const key = `${one.from}.${one.port} ${one.to}`;
    const arrives = end.y + height / 2;
    if (one.port === "error") {
      const x = start.x + width - 22;
      return [{ ...one, key, path: `M${x} ${start.y + height + 5}V${arrives - 8}Q${x} ${arrives} ${x + 8} ${arrives}H${end.x}`, label: { x: x + 8, y: arrives - 6, text: "on error" } }];
    }
    const ways = new Set(edges.filter((other) => other.from === one.from && other.port !== "error").map((other) => other.port)).size;
    const leaves = leavesAt(from, to, ways);
    return [{ ...one, key, path: wirePath(start.x + width, leaves, end.x, arrives, one.port === "out" ? 20 : 9), label: one.port === "out" ? null : { x: start.x + width + 3, y: leaves + 12, text: one.port } }];
  });
}

function Wire({ line }: { line: Line }) {
  if (line.carries === "value") return <path className={classes("e", line.port === "error" ? "e-x" : "e-v")} d={line.path} />;
  return <>{["e-bank", "e-chan", "e-flow"].map((layer) => <path key={layer} className={`e ${layer}`} d={line.path} />)}</>;
}

function Plate({ step, lines }: { step: ExampleStep; lines: readonly Line[] }) {
  const { x, y } = placeOf(step);
  const banks = { left: lines.some((line) => line.to === step.name && line.carries === "records"), right: lines.some((line) => line.from === step.name && line.carries === "records") };
  const failing = lines.some((line) => line.from === step.name && line.port === "error");
  return (
    <g className="fp-node" data-kind={step.kind}>
      <rect x={x} y={y} width={width} height={height} rx={step.kind === "trigger" ? 18 : step.kind === "logic" ? 2 : 5} />
      {step.kind === "logic" ? <rect className="fp-rule" x={x} y={y} width={3} height={height} /> : null}
      {banks.left ? <rect className="fp-bank" x={x} y={y} width={5} height={height} /> : null}
      {banks.right ? <rect className="fp-bank" x={x + width - 5} y={y} width={5} height={height} /> : null}
      {failing ? <path className="fp-fail" d={`M${x + width - 22} ${y + height - 5}l5 5-5 5-5-5z`} /> : null}
      <text x={x + 14} y={y + 19} className="fp-name">{step.name}</text>
      <text x={x + 14} y={y + 34} className="fp-about">{step.about}</text>
    </g>
  );
}

/** A flow of the help, drawn like the canvas draws it: wires, channels, error paths. */
export function FlowPicture({ example }: { example: FlowExample }) {
  const lines = linesOf(example);
  const columns = Math.max(...example.steps.map((step) => step.at[0]));
  const rows = Math.max(...example.steps.map((step) => step.at[1]));
  const [w, h] = [2 * edge + columns * across + width, 2 * edge + rows * down + height + 4];
  const said = lines.map((line) => `${line.from} to ${line.to}${line.port === "out" ? "" : `, ${line.port === "error" ? "on error" : `at ${line.port}`}`}${line.carries === "records" ? ", as records" : ""}`);
  return (
    <div className="fp" tabIndex={0} role="region" aria-label={`Picture: ${example.title}`}>
      <svg viewBox={`0 0 ${w} ${h}`} width={w} height={h} role="img" aria-label={`${said.join("; ")}.`}>
        {lines.map((line) => <Wire key={line.key} line={line} />)}
        {example.steps.map((step) => <Plate key={step.name} step={step} lines={lines} />)}
        {lines.map((line) => (line.label ? <text key={line.key} x={line.label.x} y={line.label.y} className="fp-label" data-port={line.port}>{line.label.text}</text> : null))}
      </svg>
    </div>
  );
}

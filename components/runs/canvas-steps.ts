import type { RunDetail, StepRun } from "#lib/contracts/runs.schema.ts";

type CanvasStep = Pick<StepRun, "node" | "status" | "startedAt" | "finishedAt" | "port" | "counts" | "reused" | "simulated" | "late" | "attempts">;

/** The steps as the canvas shows them: while a region runs, its steps have counts before they have an end of their own. */
export function canvasSteps(run: Pick<RunDetail, "steps" | "regions">): CanvasStep[] {
  const counts = new Map(run.regions.flatMap((region) => Object.entries(region.counts)));
  const known = new Set(run.steps.map((step) => step.node));
  const steps = run.steps.map((step): CanvasStep => (step.counts || !counts.has(step.node) ? step : { ...step, counts: counts.get(step.node) ?? null }));
  const underWay = run.regions.filter((region) => region.status === "running").flatMap((region) =>
    Object.keys(region.counts).filter((node) => !known.has(node)).map((node): CanvasStep => ({
      node, status: "running", startedAt: region.startedAt, finishedAt: null, port: null, counts: counts.get(node) ?? null, reused: false, simulated: false, late: false, attempts: [],
    })),
  );
  return [...steps, ...underWay];
}

import { AppError } from "#lib/errors.ts";
import { openRegion } from "./open-region.ts";
import type { RegionDeps } from "./region-context.ts";
import type { RegionProgress, RegionRequest } from "./region-request.ts";
import type { RegionSession } from "./region-session.ts";

export interface Timing {
  /** No chunk begins later than this in a slice. */
  begunWithinMs: number;
  /** No slice lasts longer than this (SEMANTICS region-6). */
  sliceMs: number;
  /** A session that nobody asks for is closed; the region is opened again from its last commit. */
  idleMs: number;
}

const defaults: Timing = { begunWithinMs: 20_000, sliceMs: 25_000, idleMs: 60_000 };

export interface Regions {
  /**
   * Moves a region on for one slice. What it had open stays open for the next one.
   * @throws the signal's reason, or a fault of our own that may be repeated: the region goes on from its last commit.
   */
  advance(request: RegionRequest, signal: AbortSignal): Promise<RegionProgress>;
  /** Chunks under way end, and every later slice is refused. */
  stop(): Promise<void>;
}

interface Slot {
  session: RegionSession | null;
  abort: AbortController;
  /** Chunks are made until then. */
  until: number;
  /** A chunk may outlast its slice; the next slice waits for it and takes its outcome. */
  work: Promise<RegionProgress> | null;
  /** The slice under way: slices of one region never overlap. */
  slice: Promise<unknown> | null;
  idle: NodeJS.Timeout | undefined;
}

export function createRegions(deps: RegionDeps, timing: Partial<Timing> = {}): Regions {
  const { begunWithinMs, sliceMs, idleMs } = { ...defaults, ...timing };
  const slots = new Map<string, Slot>();
  let isStopping = false;

  async function work(slot: Slot, request: RegionRequest): Promise<RegionProgress> {
    if (slot.session === null) {
      const opening = await openRegion(deps, request, slot.abort.signal);
      if ("progress" in opening) return opening.progress;
      slot.session = opening.session;
    }
    while (performance.now() < slot.until && !isStopping) {
      const progress = await slot.session.next();
      if (progress !== null) return progress;
    }
    return { status: "more" };
  }

  /** Waits for what is under way to notice. */
  async function drop(name: string, slot: Slot, reason: unknown): Promise<void> {
    clearTimeout(slot.idle);
    if (slots.get(name) === slot) slots.delete(name);
    slot.abort.abort(reason);
    await slot.work?.catch(() => undefined);
    await slot.session?.close();
  }

  async function slice(name: string, slot: Slot, request: RegionRequest, signal: AbortSignal): Promise<RegionProgress> {
    clearTimeout(slot.idle);
    slot.session?.take(request.fence);
    slot.until = performance.now() + begunWithinMs;
    const isNew = slot.work === null;
    slot.work ??= work(slot, request);
    slot.work.catch(() => undefined);
    const { promise: over, resolve, reject } = Promise.withResolvers<"over">();
    const timer = setTimeout(() => resolve("over"), sliceMs);
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      const outcome = await Promise.race([slot.work, over]);
      if (outcome === "over") {
        keep(name, slot);
        return { status: "more" };
      }
      slot.work = null;
      if (outcome.status !== "more") await drop(name, slot, new Error("The region ended"));
      else keep(name, slot);
      // What was left over from a slice before this one says nothing of this one's fence or time.
      return outcome.status === "lost" && !isNew ? { status: "more" } : outcome;
    } catch (error) {
      await drop(name, slot, error);
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    }
  }

  function keep(name: string, slot: Slot): void {
    slot.idle = setTimeout(() => void drop(name, slot, new Error("Nobody asked for the region")), idleMs).unref();
  }

  function slotOf(name: string): Slot {
    let slot = slots.get(name);
    if (!slot) slots.set(name, (slot = { session: null, abort: new AbortController(), until: 0, work: null, slice: null, idle: undefined }));
    return slot;
  }

  return {
    async advance(request, signal) {
      const name = `${request.workspaceId}/${request.runId}/${request.source}`;
      for (;;) {
        if (isStopping) throw new AppError("unavailable", "The pipeline process is stopping. The region goes on from its last chunk.");
        const slot = slotOf(name);
        if (slot.slice === null) {
          const own = slice(name, slot, request, signal);
          slot.slice = own.catch(() => undefined).finally(() => (slot.slice = null));
          return await own;
        }
        await slot.slice;
      }
    },
    async stop() {
      isStopping = true;
      await Promise.all([...slots.values()].map((slot) => slot.slice));
      await Promise.all([...slots].map(([name, slot]) => drop(name, slot, new Error("The process is stopping"))));
    },
  };
}

import { createRandom, type Random } from "./random.ts";
import { type Held, QueueModel } from "./queue-model.ts";

/** A fault in the rules, which the invariants have to notice. */
export type Flaw = "no fence" | "a former holder is not fenced off" | "no unique key" | "crashes are attempts" | "replies before it commits" | "progress is not forgiven";

interface Run {
  status: "running" | "succeeded" | "failed" | "quarantined";
  fence: number;
  results: (number | undefined)[];
}

/** What one process knows of a run it moves on; it may know it wrongly. */
interface Holder {
  held: Held;
  fence: number;
  hasTaken: boolean;
  values: (number | undefined)[];
  /** The call that is under way, and whether its answer came. */
  call: { step: number; value: number; isAnswered: boolean } | null;
}

interface Process {
  name: string;
  isAlive: boolean;
  isFrozen: boolean;
  holders: Map<string, Holder>;
}

const steps = 3;
const lease = 30;
const maxAttempts = 4;

/** Everything that must hold, said when it does not. */
export class Broken extends Error {}

/**
 * Plays `operations` random moves of senders, processes, the database's answers and the clock over the rules of queue
 * and fence, looks at the invariants after each, and lets the world heal at the end. Throws Broken.
 */
export function simulate(seed: number, operations: number, flaw: Flaw | null): void {
  new World(createRandom(seed), flaw).play(operations);
}

class World {
  readonly #random: Random;
  readonly #flaw: Flaw | null;
  /** Without rests between crashes: they only delay, and the deaths of one job would be rare. */
  readonly #queue = new QueueModel(5, 0);
  readonly #runs = new Map<string, Run>();
  readonly #acked = new Map<string, string>();
  /** The run of each event that is stored. */
  readonly #stored = new Map<string, string>();
  readonly #processes: Process[] = ["p", "q"].map((name) => ({ name, isAlive: true, isFrozen: false, holders: new Map() }));
  /** The values that each step's calls were answered with, and that later calls carried. */
  readonly #given = new Map<string, Set<number>>();
  readonly #carried = new Map<string, number>();
  readonly #deaths = new Map<string, number>();
  #serial = 0;

  constructor(random: Random, flaw: Flaw | null) {
    this.#random = random;
    this.#flaw = flaw;
  }

  play(operations: number): void {
    for (let n = 0; n < operations; n += 1) {
      this.#move();
      this.#checkQueue();
    }
    this.#heal();
    for (const [event, run] of this.#acked) {
      const ended = this.#runs.get(run);
      if (!ended) throw new Broken(`${event} was acknowledged and has no run`);
      if (ended.status === "running") throw new Broken(`${run} never ends`);
      if (ended.status === "failed") throw new Broken(`${run} failed although no step fails`);
    }
    if (this.#runs.size > this.#stored.size) throw new Broken("an event made more than one run");
  }

  #move(): void {
    const process = this.#random.pick(this.#processes);
    const holder = [...process.holders.values()][Math.floor(this.#random.next() * process.holders.size)];
    const canAct = process.isAlive && !process.isFrozen;
    switch (this.#random.pick(["post", "post", "claim", "claim", "act", "act", "act", "act", "act", "act", "tick", "renew", "upkeep", "upkeep", "kill", "freeze", "thaw", "retry"] as const)) {
      case "post":
        return this.#post(this.#random.next() < 0.3);
      case "claim":
        return canAct ? this.#claim(process) : undefined;
      case "act":
        return canAct && holder ? this.#act(process, holder, this.#random.next() < 0.1) : undefined;
      case "tick":
        this.#queue.now += this.#random.between(1, 25);
        return undefined;
      case "renew":
        return canAct ? this.#queue.renew(process.name, [...process.holders.values()].map(({ held }) => held.fence), lease) : undefined;
      case "upkeep":
        return canAct ? this.#upkeep() : undefined;
      case "kill":
        return this.#random.next() < 0.5 ? this.#kill(process) : undefined;
      case "freeze":
        process.isFrozen = true;
        return undefined;
      case "thaw":
        process.isFrozen = false;
        return undefined;
      case "retry":
        return canAct && holder ? this.#fault(process, holder) : undefined;
    }
  }

  /** A sender posts until it is acknowledged; its answer, or the whole request, may be lost. */
  #post(isLost: boolean): void {
    const event = `e${Math.floor(this.#random.next() * 12)}`;
    if (this.#acked.has(event)) return;
    const known = this.#flaw === "no unique key" ? undefined : this.#stored.get(event);
    const run = known ?? `r${(this.#serial += 1)}`;
    if (this.#flaw === "replies before it commits" && isLost) return void this.#acked.set(event, run);
    this.#stored.set(event, run);
    if (known === undefined) {
      this.#runs.set(run, { status: "running", fence: 0, results: [] });
      this.#queue.enqueue([run]);
    }
    if (!isLost) this.#acked.set(event, run);
  }

  #claim(process: Process): void {
    const suspects = [...process.holders.values()].some(({ held }) => held.crashes >= 2) ? 0 : 1;
    for (const held of this.#queue.claim(process.name, 2, suspects, lease)) {
      const run = this.#runs.get(held.run);
      if (!run) throw new Broken(`${held.run} is queued and not stored`);
      process.holders.set(held.run, { held, fence: run.fence, hasTaken: false, values: [...run.results], call: null });
    }
  }

  /** One move of a holder: take over, call, hear, record, finish. The answer of a write may be lost; then it is made again. */
  #act(process: Process, holder: Holder, isLost: boolean): void {
    const run = this.#runs.get(holder.held.run);
    if (!run) return;
    const step = holder.values.findIndex((value, index) => value === undefined && index < steps);
    const next = step === -1 ? holder.values.length : step;
    if (!holder.hasTaken) {
      if (!this.#write(process, holder, run, () => undefined)) return;
      // What was read before the fence was raised may be older than what is stored.
      if (this.#flaw !== "a former holder is not fenced off") holder.values = [...run.results];
      holder.hasTaken = true;
    } else if (next >= steps) this.#finish(process, holder, run);
    else if (holder.call === null) this.#send(holder, next);
    else if (!holder.call.isAnswered) holder.call.isAnswered = true;
    else {
      const { value, step: at } = holder.call;
      if (!this.#write(process, holder, run, () => void (run.results[at] ??= value)) || isLost) return;
      holder.values[at] = value;
      holder.call = null;
      this.#forgive(holder);
    }
  }

  #send(holder: Holder, step: number): void {
    const before = holder.values[step - 1];
    const name = `${holder.held.run} ${step}`;
    const carried = this.#carried.get(name);
    if (before !== undefined && carried !== undefined && carried !== before) throw new Broken(`${name} was called with two values`);
    if (before !== undefined) this.#carried.set(name, before);
    const value = (this.#serial += 1);
    const given = this.#given.get(name) ?? new Set();
    this.#given.set(name, given.add(value));
    holder.call = { step, value, isAnswered: false };
  }

  /** Under the run's fence, which the first write of a holder raises; refused when somebody else raised it since. */
  #write(process: Process, holder: Holder, run: Run, change: () => void): boolean {
    const isHeld = run.fence === holder.fence && run.status === "running";
    if (!isHeld && this.#flaw !== "no fence") {
      process.holders.delete(holder.held.run);
      // A run that is final has only to leave the queue.
      if (run.status !== "running") this.#queue.complete(holder.held);
      else if (this.#queue.retry(holder.held, 1, maxAttempts * 100) === "again") this.#release(holder.held.run);
      return false;
    }
    if (run.status !== "running") throw new Broken(`${holder.held.run} is written although it is final`);
    if (!holder.hasTaken) holder.fence += 1;
    if (holder.fence < run.fence) throw new Broken(`the fence of ${holder.held.run} goes down`);
    run.fence = holder.fence;
    change();
    return true;
  }

  #finish(process: Process, holder: Holder, run: Run): void {
    if (run.status === "running" && !this.#write(process, holder, run, () => void (run.status = "succeeded"))) return;
    for (let step = 0; step < steps; step += 1) {
      const value = run.results[step];
      if (value === undefined || this.#given.get(`${holder.held.run} ${step}`)?.has(value) !== true) throw new Broken(`step ${step} of ${holder.held.run} has no result that the world gave`);
    }
    this.#queue.complete(holder.held);
    process.holders.delete(holder.held.run);
  }

  #forgive({ held }: Holder): void {
    const job = this.#queue.jobs.get(held.run);
    if (job?.fence === held.fence && this.#flaw !== "progress is not forgiven") job.crashes = 0;
    this.#deaths.delete(held.run);
  }

  /** A fault of ours, or of the database: tried again, which is none of the step's own attempts. */
  #fault(process: Process, { held }: Holder): void {
    if (this.#random.next() < 0.8) return;
    process.holders.delete(held.run);
    if (this.#queue.retry(held, this.#random.between(0, 20), maxAttempts * 100) === "again") this.#release(held.run);
  }

  /** Whoever held it writes nothing more. */
  #release(name: string): void {
    const run = this.#runs.get(name);
    if (run?.status === "running" && this.#flaw !== "a former holder is not fenced off") run.fence += 1;
  }

  #upkeep(): void {
    this.#count(this.#queue.reclaim());
    for (const name of this.#queue.takePoisoned()) {
      const run = this.#runs.get(name);
      if ((this.#deaths.get(name) ?? 0) < this.#queue.maxCrashes) throw new Broken(`${name} is set aside after ${this.#deaths.get(name) ?? 0} deaths at one step`);
      if (run?.status === "running") Object.assign(run, { status: "quarantined", fence: run.fence + 1 });
    }
  }

  #count(lost: readonly string[]): void {
    for (const run of lost) {
      this.#deaths.set(run, (this.#deaths.get(run) ?? 0) + 1);
      this.#release(run);
      const job = this.#queue.jobs.get(run);
      if (this.#flaw !== "crashes are attempts" || !job) continue;
      job.attempt += 1;
      const owner = this.#runs.get(run);
      if (job.attempt >= maxAttempts && owner?.status === "running") {
        owner.status = "failed";
        this.#queue.jobs.delete(run);
      }
    }
  }

  /** Its successor takes its leases back at once. */
  #kill(process: Process): void {
    process.holders.clear();
    this.#count(this.#queue.reclaimOf(process.name));
    process.isFrozen = false;
  }

  #checkQueue(): void {
    for (const [name, run] of this.#runs) {
      if (run.status === "running" && !this.#queue.jobs.has(name)) throw new Broken(`${name} is unfinished and nobody will ever run it`);
    }
  }

  /** From here on nothing goes wrong: whatever can end has to. */
  #heal(): void {
    for (let round = 0; round < 400; round += 1) {
      this.#queue.now += 5;
      for (const process of this.#processes) {
        process.isFrozen = false;
        this.#queue.renew(process.name, [...process.holders.values()].map(({ held }) => held.fence), lease);
        for (const holder of process.holders.values()) this.#act(process, holder, false);
        this.#claim(process);
      }
      this.#upkeep();
    }
  }
}

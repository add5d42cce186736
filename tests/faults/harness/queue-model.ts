/** A job of the executor as the model sees it; times are counts of a clock that only the model moves. */
export interface Job {
  run: string;
  due: number;
  attempt: number;
  crashes: number;
  fence: number;
  leasedBy: string | null;
  leaseUntil: number;
}

export interface Held {
  run: string;
  fence: number;
  attempt: number;
  crashes: number;
}

/**
 * The rules of the executor's queue in memory (`inngest/embedded/store`): claims in order of due times, a new fence for
 * each, every outcome refused unless its fence is the newest, crashes counted apart from attempts.
 */
export class QueueModel {
  readonly jobs = new Map<string, Job>();
  now = 0;
  #fence = 0;
  /** Due times that are the same moment are told apart by their order. */
  #moment = 0;
  readonly maxCrashes: number;
  /** Before a suspect is due again, the first time. */
  readonly restTime: number;

  constructor(maxCrashes = 5, restTime = 1) {
    this.maxCrashes = maxCrashes;
    this.restTime = restTime;
  }

  #at(delay: number): number {
    this.#moment += 1;
    return this.now + delay + this.#moment * 1e-6;
  }

  #isDue(job: Job): boolean {
    return job.leasedBy === null && job.due <= this.now + this.#moment * 1e-6;
  }

  /** Ids that are known already are left as they are. */
  enqueue(runs: readonly string[]): void {
    for (const run of runs) if (!this.jobs.has(run)) this.jobs.set(run, { run, due: this.#at(0), attempt: 0, crashes: 0, fence: 0, leasedBy: null, leaseUntil: 0 });
  }

  /** The oldest of those that were in no second crash, and before them one that was, if it may have a place. */
  claim(worker: string, slots: number, suspectSlots: number, lease: number): Held[] {
    const due = [...this.jobs.values()].filter((job) => this.#isDue(job));
    const sound = due.filter(({ crashes }) => crashes < 2).toSorted((a, b) => a.due - b.due).slice(0, slots);
    const suspect = due.filter(({ crashes }) => crashes >= 2).toSorted((a, b) => a.crashes - b.crashes || a.due - b.due).slice(0, suspectSlots);
    return [...suspect, ...sound].map((job) => {
      this.#fence += 1;
      Object.assign(job, { fence: this.#fence, leasedBy: worker, leaseUntil: this.now + lease });
      return { run: job.run, fence: job.fence, attempt: job.attempt, crashes: job.crashes };
    });
  }

  #held({ run, fence }: Pick<Held, "run" | "fence">): Job | undefined {
    const job = this.jobs.get(run);
    return job?.fence === fence ? job : undefined;
  }

  renew(worker: string, fences: readonly number[], lease: number): void {
    for (const job of this.jobs.values()) if (job.leasedBy === worker && fences.includes(job.fence)) job.leaseUntil = this.now + lease;
  }

  complete(held: Pick<Held, "run" | "fence">): boolean {
    return this.#held(held) !== undefined && this.jobs.delete(held.run);
  }

  checkpoint(held: Pick<Held, "run" | "fence">): boolean {
    const job = this.#held(held);
    if (job) Object.assign(job, { attempt: 0, crashes: 0 });
    return job !== undefined;
  }

  retry(held: Pick<Held, "run" | "fence">, delay: number, maxAttempts: number): "again" | "exhausted" | "stale" {
    const job = this.#held(held);
    if (!job) return "stale";
    if (job.attempt + 1 >= maxAttempts) return "exhausted";
    Object.assign(job, { attempt: job.attempt + 1, leasedBy: null, leaseUntil: 0, due: this.#at(delay) });
    return "again";
  }

  #lose(job: Job): void {
    const crashes = job.crashes + 1;
    const rest = crashes < 3 ? 0 : this.restTime * 2 ** (crashes - 3);
    Object.assign(job, { leasedBy: null, leaseUntil: 0, crashes, due: crashes >= this.maxCrashes ? Number.POSITIVE_INFINITY : this.#at(rest) });
  }

  /** Runs whose leases ran out, taken back. */
  reclaim(): string[] {
    const lost = [...this.jobs.values()].filter((job) => job.leasedBy !== null && job.leaseUntil < this.now);
    for (const job of lost) this.#lose(job);
    return lost.map(({ run }) => run).toSorted();
  }

  /** The same for all that a dead worker held. */
  reclaimOf(worker: string): string[] {
    const lost = [...this.jobs.values()].filter((job) => job.leasedBy === worker);
    for (const job of lost) this.#lose(job);
    return lost.map(({ run }) => run).toSorted();
  }

  handBack(worker: string): string[] {
    const given = [...this.jobs.values()].filter((job) => job.leasedBy === worker);
    for (const job of given) Object.assign(job, { leasedBy: null, leaseUntil: 0, due: this.#at(0) });
    return given.map(({ run }) => run).toSorted();
  }

  /** Which of several jobs that were given up at once is due first is left to chance: this is how it came out. */
  came(runs: readonly string[]): void {
    for (const run of runs) Object.assign(this.jobs.get(run) ?? {}, { due: this.#at(0) });
  }

  /** Jobs that are set aside; they leave the queue. */
  takePoisoned(): string[] {
    const poisoned = [...this.jobs.values()].filter((job) => job.leasedBy === null && job.due === Number.POSITIVE_INFINITY).map(({ run }) => run);
    for (const run of poisoned) this.jobs.delete(run);
    return poisoned;
  }
}

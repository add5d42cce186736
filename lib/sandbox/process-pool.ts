import { startSandboxProcess, type SandboxProcess } from "./sandbox-process.ts";

const evaluationsAtMost = 1_000;
const startsAtMost = 3;

export interface ProcessPool {
  /** A process that has worked for this tenant only, or for nobody yet. @throws AppError unavailable. */
  take(tenant: string): Promise<SandboxProcess>;
  /** Ends what is used up or dead, keeps the rest for a while. */
  giveBack(child: SandboxProcess): void;
  stop(): Promise<void>;
}

/**
 * Processes belong to one tenant for life. While any is in use another waits that belongs to nobody, so that a tenant
 * who comes new, or whose process ended, need not wait for a start.
 */
export function createProcessPool(children: number, idleMs: number): ProcessPool {
  const alive = new Set<SandboxProcess>();
  // The one that rests longest comes first.
  const resting = new Map<SandboxProcess, NodeJS.Timeout>();
  let inUse = 0;
  let spare: SandboxProcess | null = null;
  let isStopped = false;
  // A child that loops inside a native call would not notice that its parent is gone.
  const onExit = (): void => alive.forEach((child) => void child.kill());
  process.on("exit", onExit);

  const start = (): SandboxProcess => {
    const child = startSandboxProcess();
    alive.add(child);
    void child.over.then(() => {
      alive.delete(child);
      if (spare === child) spare = null;
      wake(child);
    });
    return child;
  };
  const wake = (child: SandboxProcess): void => {
    clearTimeout(resting.get(child));
    resting.delete(child);
  };
  const rest = (child: SandboxProcess): void => {
    resting.set(child, setTimeout(() => void child.kill(), idleMs).unref());
  };
  const takeSpare = (): SandboxProcess => {
    const child = spare?.isAlive() ? spare : start();
    spare = null;
    wake(child);
    return child;
  };
  const keepSpare = (): void => {
    if (spare?.isAlive() || isStopped) return;
    spare = start();
    rest(spare);
  };
  const makeRoom = (): void => {
    const idle = [...resting.keys()].filter((child) => child !== spare);
    for (const child of idle.slice(0, Math.max(0, inUse + idle.length - children))) {
      wake(child);
      void child.kill();
    }
  };

  const begin = async (tenant: string): Promise<SandboxProcess> => {
    const own = [...resting.keys()].find((child) => child.tenant === tenant && child.isAlive());
    if (own !== undefined) {
      wake(own);
      return own;
    }
    makeRoom();
    for (let starts = 1; ; starts += 1) {
      const child = takeSpare();
      try {
        await child.ready;
      } catch (error) {
        if (starts === startsAtMost || isStopped) throw error;
        continue;
      }
      child.tenant = tenant;
      keepSpare();
      return child;
    }
  };

  return {
    async take(tenant) {
      inUse += 1;
      try {
        return await begin(tenant);
      } catch (error) {
        inUse -= 1;
        throw error;
      }
    },
    giveBack(child) {
      inUse -= 1;
      if (child.evaluations < evaluationsAtMost && child.isAlive() && !isStopped) rest(child);
      else void child.kill();
    },
    async stop() {
      isStopped = true;
      process.off("exit", onExit);
      await Promise.all([...alive].map((child) => child.kill()));
    },
  };
}

import type { RunError } from "#lib/flow/run-error.ts";

/** The region cannot go on: a limit is passed, or its settings are wrong. Trying the chunk again would not help. */
export class RegionFailed extends Error {
  readonly error: RunError;

  constructor(error: RunError) {
    super(error.message);
    this.name = "RegionFailed";
    this.error = error;
  }
}

/** The chunk failed as a whole (SEMANTICS region-5): the source's retry policy says whether it is tried again. */
export class ChunkFailed extends Error {
  readonly error: RunError;
  readonly retryAfterMs: number | undefined;

  constructor(error: RunError, retryAfterMs?: number) {
    super(error.message);
    this.name = "ChunkFailed";
    this.error = error;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The run's fence moved, or the run is final: nothing more is written. */
export class RegionLost extends Error {
  constructor() {
    super("The run was taken over or ended");
    this.name = "RegionLost";
  }
}

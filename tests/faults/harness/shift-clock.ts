const Real = Date;

/** Moves the wall clock of this process, as a wrong clock of a machine would; timers go on as they were. @param rate 0 stops it. */
export function shiftClock(milliseconds: number, rate = 1): void {
  const since = Real.now();
  const now = (): number => since + milliseconds + (Real.now() - since) * rate;
  globalThis.Date = new Proxy(Real, {
    construct: (target, args, made) => (args.length === 0 ? Reflect.construct(target, [now()], made) : Reflect.construct(target, args, made)) as Date,
    apply: () => new Real(now()).toString(),
    get: (target, key, receiver) => (key === "now" ? now : Reflect.get(target, key, receiver)),
  });
}

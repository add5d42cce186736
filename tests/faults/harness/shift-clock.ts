/** Moves the wall clock of this process, as a wrong clock of a machine would; timers go on as they were. */
export function shiftClock(milliseconds: number): void {
  const Real = Date;
  const now = (): number => Real.now() + milliseconds;
  globalThis.Date = new Proxy(Real, {
    construct: (target, args, made) => (args.length === 0 ? Reflect.construct(target, [now()], made) : Reflect.construct(target, args, made)) as Date,
    apply: () => new Real(now()).toString(),
    get: (target, key, receiver) => (key === "now" ? now : Reflect.get(target, key, receiver)),
  });
}

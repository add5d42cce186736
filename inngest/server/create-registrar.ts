/** The server may have been replaced by one that knows nothing. */
const knownMs = 60_000;

/**
 * Tells the server which functions there are and where to call them: `anew` now, else when it was told long ago.
 * @param lastFault what kept the SDK from the server: its answer does not tell.
 * @param handler the SDK's own; an unsigned PUT makes it register, which only this process can do.
 */
export function createRegistrar(handler: (request: Request) => Promise<Response>, url: string, lastFault: () => unknown): (options: { anew: boolean }) => Promise<void> {
  let toldAt = -Infinity;
  return async ({ anew }) => {
    if (!anew && performance.now() - toldAt < knownMs) return;
    const answer = await handler(new Request(url, { method: "PUT", headers: { host: new URL(url).host } }));
    if (!answer.ok) throw lastFault() ?? new Error(`The functions were not registered: ${answer.status} ${(await answer.text()).slice(0, 300)}`);
    toldAt = performance.now();
  };
}

import type { Page } from "playwright-core";

/** Milliseconds of processor time that the page's main thread took while something was done: also true on a machine that does other work. */
export async function pageCpu<Done>(page: Page, act: () => Promise<Done>): Promise<{ done: Done; cpu: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const spent = async (): Promise<number> => (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
  const before = await spent();
  const done = await act();
  const cpu = ((await spent()) - before) * 1000;
  await session.detach();
  return { done, cpu };
}

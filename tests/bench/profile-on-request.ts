import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";

/** A parent's request to begin profiling this process, or to end it and write the profile to a file. */
export interface ProfileRequest {
  profile: "begin" | { writeTo: string };
}

/** Profiles this process between two messages of its parent, so that its start is left out. */
export function profileOnRequest(): void {
  const session = new Session();
  process.on("message", (message: Partial<ProfileRequest>) => {
    if (message.profile === undefined) return;
    const { profile } = message;
    void (async () => {
      if (profile === "begin") {
        session.connect();
        await session.post("Profiler.enable");
        await session.post("Profiler.setSamplingInterval", { interval: 500 });
        await session.post("Profiler.start");
      } else {
        const taken = await session.post("Profiler.stop");
        writeFileSync(profile.writeTo, JSON.stringify(taken.profile));
        session.disconnect();
      }
      process.send?.({ type: "told" });
    })();
  });
}

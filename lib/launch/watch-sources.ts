import { watch } from "node:fs";
import { join } from "node:path";

/** Calls back once after each burst of changes to the sources that the worker runs. Returns how to end it. */
export function watchSources(projectDir: string, onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watchers = ["lib", "inngest", "db"].map((folder) =>
    watch(join(projectDir, folder), { recursive: true }, (_event, file) => {
      if (file === null || !/\.(?:ts|json|sql)$/.test(file)) return;
      clearTimeout(timer);
      timer = setTimeout(onChange, 200);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

/** The first try comes at once or nearly so, later ones about once a second; a page that nobody sees takes its time. */
const firstRetryMs = 100;
const lastRetryMs = 1_000;
const hiddenRetryMs = 15_000;
/** The server says something every five seconds: what is silent for longer is not connected, whatever the browser thinks. */
const silentMs = 12_000;
/** What is not greeted was caught in a restart, and is tried again; each time with more patience, for a slow server. */
const greetingMs = 1_500;
const lastGreetingMs = 12_000;
/** The word that the network goes comes before it has gone. */
const leavingMs = 300;

export interface StreamEvents {
  /** By the event's name. */
  on: { [event: string]: (data: string) => void };
  /** Connected: the server greeted and has been heard since. */
  onConnected: (connected: boolean) => void;
}

/**
 * Keeps a stream of server-sent events open until the returned function is called. The browser's own retries wait for
 * two seconds and stop for good at an answer such as 502, so they are not used.
 */
export function keepStream(url: string, { on, onConnected }: StreamEvents): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let doubt: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let ungreeted = 0;

  function watch(ms: number) {
    clearTimeout(timer);
    timer = setTimeout(lose, ms);
  }
  function lose() {
    source?.close();
    source = null;
    onConnected(false);
    const most = document.visibilityState === "hidden" ? hiddenRetryMs : lastRetryMs;
    const wait = Math.min(most, firstRetryMs * 2 ** failures) * (0.5 + Math.random() / 2);
    failures += 1;
    clearTimeout(timer);
    timer = setTimeout(open, wait);
  }
  function open() {
    source?.close();
    const opened = new EventSource(url);
    source = opened;
    watch(Math.min(lastGreetingMs, greetingMs * 2 ** ungreeted));
    ungreeted += 1;
    opened.addEventListener("error", () => {
      if (opened !== source) return;
      ungreeted = Math.max(0, ungreeted - 1);
      lose();
    });
    opened.addEventListener("hello", () => {
      failures = 0;
      ungreeted = 0;
      onConnected(true);
    });
    for (const name of ["hello", "beat", ...Object.keys(on)]) opened.addEventListener(name, () => watch(silentMs));
    for (const [name, tell] of Object.entries(on)) opened.addEventListener(name, (event) => tell(String(event.data)));
  }
  function hurry() {
    if (document.visibilityState === "visible" && source === null) open();
  }
  // A server on the same machine is there without a network, so that is found out, not believed.
  function findOut() {
    clearTimeout(doubt);
    doubt = setTimeout(open, leavingMs);
  }
  window.addEventListener("online", open);
  window.addEventListener("offline", findOut);
  document.addEventListener("visibilitychange", hurry);
  open();
  return () => {
    window.removeEventListener("online", open);
    window.removeEventListener("offline", findOut);
    document.removeEventListener("visibilitychange", hurry);
    clearTimeout(timer);
    clearTimeout(doubt);
    source?.close();
    source = null;
  };
}

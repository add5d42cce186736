/** Every column that names a payload, by table; a table is read once however many it has. */
export const payloadColumns: Readonly<Record<string, readonly string[]>> = {
  events: ["payload"],
  runs: ["snapshot", "options", "response", "input"],
  step_runs: ["input", "output", "logs", "planned"],
  waits: ["details", "ask", "result"],
  effects: ["result"],
  attempts: ["exchange"],
  samples: ["payload"],
  step_mocks: ["payload"],
};

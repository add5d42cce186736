import { createSandbox, type Sandbox, type SandboxOptions } from "#lib/sandbox/sandbox.ts";

/** The sandbox of a process in which people look at what an expression comes to: one of them at a time is enough. */
export function previewSandbox(log: NonNullable<SandboxOptions["log"]>): Sandbox {
  return createSandbox({ children: 1, log });
}

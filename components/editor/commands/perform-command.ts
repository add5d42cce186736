import { isMissingPart } from "#components/ui/is-missing-part.ts";
import type { EditorSession } from "../editor-context.tsx";
import type { Command } from "./command.ts";
import { missingPart } from "./missing-part.ts";
import { stateOf } from "./session-state.ts";

/** Performs a command; one whose code cannot be fetched now says so. */
export async function performCommand(command: Command, session: EditorSession): Promise<void> {
  try {
    await command.perform(session);
  } catch (error) {
    if (!isMissingPart(error)) throw error;
    stateOf(session).set({ said: missingPart });
  }
}

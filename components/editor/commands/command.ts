import type { LucideIcon } from "lucide-react";
import type { EditorSession } from "../editor-context.tsx";

/** One thing a user can do. Toolbar, shortcuts, command list and shortcut sheet all render this value. */
export interface Command {
  id: string;
  /** A verb and, where it is not obvious, its object. */
  label: string;
  icon: LucideIcon;
  /** Like `mod+z`; the first is the one that is shown. */
  shortcut: readonly string[];
  /** True, or why not, in words. */
  enabled(session: EditorSession): true | string;
  perform(session: EditorSession): void | Promise<void>;
  /** The browser acts on its keys, and the editor on what the browser then says. */
  isNative?: true;
}

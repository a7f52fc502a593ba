import type { Entry } from "../lib/parts/entries";
import { withCtrl } from "../lib/parts/shortcut";
import type { Shell } from "./shell.svelte";

/** Returns the menu entries that choose files or a folder. The system has a dialog for each. */
export const chooseEntries = (shell: Shell): Entry[] => [
  {
    id: "choose-files",
    icon: "file",
    label: "Files…",
    keys: withCtrl("O"),
    run: () => void shell.addFiles(),
  },
  { id: "choose-folder", icon: "folder", label: "A folder…", run: () => void shell.addFolder() },
];

/** Returns the menu entries for all ways to add mail. */
export const addEntries = (shell: Shell): Entry[] => [
  ...chooseEntries(shell),
  {
    id: "find",
    icon: "computer",
    label: "Look on this computer…",
    separator: true,
    run: () => void shell.findMailboxes(),
  },
  { id: "sample", icon: "mail", label: "Sample mail", run: () => void shell.addSample() },
];

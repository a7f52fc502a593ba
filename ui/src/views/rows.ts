import { type Target, targetOf } from "../lib/list/marks";
import type { RowActions } from "../lib/list/rowEntries";
import { many } from "../lib/words";
import { copyText, focusPane, printSelection } from "./actions";
import { star, tag } from "./marks";
import type { Shell } from "./shell.svelte";

/** Returns the actions on the rows of the list. */
export function rowActions(shell: Shell): RowActions {
  const { list, selection } = shell;
  const withTarget = (then: (target: Target) => void | Promise<void>) => (index: number) =>
    void shell.attempt(async () => {
      const target = await targetOf(list, selection, index);
      if (target) await then(target);
    });
  return {
    open: (index) => {
      shell.reading = true;
      shell.searches.note(list.answered);
      void shell.open(index);
    },
    star: (index) => star(shell, index),
    tag: (index) => tag(shell, index),
    export: withTarget((target) => shell.export(target.selection, many(target.count, "conversation"))),
    print: withTarget((target) => printSelection(shell, target.selection)),
    pick: (index) => void selection.toggle(index).then(() => focusPane("list")),
    copy: (text) => void copyText(shell, text),
  };
}

import type { ConversationRow } from "../bindings/ConversationRow";
import type { Entry } from "../parts/entries";
import { many } from "../words";
import { subjectText } from "./rowLabel";

/** The actions on rows. They act on the picked rows if the row of the menu is one of them. */
export interface RowActions {
  open: (index: number) => void;
  star: (index: number) => void;
  tag: (index: number) => void;
  export: (index: number) => void;
  print: (index: number) => void;
  pick: (index: number) => void;
  copy: (text: string) => void;
}

/** Returns the entries of the menu of a row. `picked` is the number of rows that it acts on. */
export function rowEntries(
  index: number,
  row: ConversationRow,
  picked: number,
  actions: RowActions,
): Entry[] {
  const several = picked > 1 ? ` ${many(picked, "conversation")}` : "";
  return [
    { label: "Open", icon: "mailopen", keys: "Enter", id: "row-open", run: () => actions.open(index) },
    {
      label: row.starred ? `Remove star${several && ` from${several}`}` : `Star${several}`,
      icon: "star",
      keys: "S",
      id: "row-star-entry",
      separator: true,
      run: () => actions.star(index),
    },
    { label: `Tag${several}…`, icon: "tag", keys: "T", id: "row-tag", run: () => actions.tag(index) },
    {
      label: `Export${several}…`,
      icon: "out",
      keys: "Ctrl E",
      id: "row-export",
      separator: true,
      run: () => actions.export(index),
    },
    {
      label: `Print${several}…`,
      icon: "print",
      keys: "Ctrl P",
      id: "row-print",
      run: () => actions.print(index),
    },
    { label: "Copy subject", icon: "copy", id: "row-copy", run: () => actions.copy(subjectText(row)) },
    {
      label: picked > 0 ? "Deselect" : "Select",
      icon: "check",
      keys: "X",
      id: "row-select",
      separator: true,
      run: () => actions.pick(index),
    },
  ];
}

/** Returns the row of the list that contains an element, or -1. */
export function indexOfElement(target: Element): number {
  const index = target.closest<HTMLElement>('[data-testid="row"]')?.dataset.index;
  return index === undefined ? -1 : Number(index);
}

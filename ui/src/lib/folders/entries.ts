import type { Entry } from "../parts/entries";
import type { Node } from "./tree.svelte";

/** The actions on mailboxes and folders. */
export interface PlaceActions {
  open: (node: Node) => void;
  export: (node: Node) => void;
  /** Asks the owner whether to remove a mailbox from the archive. */
  remove: (node: Node) => void;
}

export const isMailbox = (node: Node): boolean => node.source !== null && node.folder === null;

/** Returns the entries of the menu of a mailbox or a folder. */
export function placeEntries(node: Node, actions: PlaceActions): Entry[] {
  const entries: Entry[] = [
    { label: "Open", icon: "open", keys: "Enter", id: "place-open", run: () => actions.open(node) },
    {
      label: "Export…",
      icon: "out",
      id: "place-export",
      disabled: node.count === 0,
      run: () => actions.export(node),
    },
  ];
  if (!isMailbox(node)) return entries;
  const remove = () => actions.remove(node);
  return [
    ...entries,
    {
      label: "Remove from the archive…",
      icon: "takeout",
      keys: "Del",
      danger: true,
      separator: true,
      id: "place-remove",
      run: remove,
    },
  ];
}

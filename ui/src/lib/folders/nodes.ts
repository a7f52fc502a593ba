import type { FolderView } from "../bindings/FolderView";
import type { Overview } from "../bindings/Overview";
import type { SourceView } from "../bindings/SourceView";
import { isTechnical } from "./folderKind";

/** A row of the left pane: all mail, a mailbox or a folder. */
export interface Node {
  key: string;
  name: string;
  /** The full path of a mailbox. Empty for a folder. */
  title: string;
  level: number;
  /** The position among the rows with the same parent, from 1, and their number. */
  position: number;
  siblings: number;
  count: number;
  source: number | null;
  folder: number | null;
  children: boolean;
  parent: string | null;
  /** Sentences about the missing parts of an incomplete mailbox, otherwise null. */
  missing: string | null;
  /** True if the import of the mailbox has not finished. */
  unfinished: boolean;
}

export const ALL = "all";

const PLAIN = { title: "", source: null, folder: null, children: false, parent: null, missing: null };

export function allMail({ messages }: Overview): Node {
  const place = { level: 1, position: 1, siblings: 1, unfinished: false };
  return { ...PLAIN, ...place, key: ALL, name: "All mail", count: messages };
}

/** Returns the rows of all mailboxes and folders, each after its parent. */
export function mailboxNodes({ sources }: Overview): Node[] {
  return sources.flatMap((source, at) => {
    const folders = folderNodes(source);
    const top: Node = {
      key: `s${source.id}`,
      name: source.name,
      title: source.path,
      level: 1,
      position: at + 1,
      siblings: sources.length,
      count: source.count,
      source: source.id,
      folder: null,
      children: folders.length > 0,
      parent: null,
      missing: source.replaced_by === null ? source.missing : null,
      unfinished: source.unfinished,
    };
    return [top, ...folders];
  });
}

/** Returns the rows of the folders of a mailbox. The folders in a skipped folder are one level higher. */
function folderNodes(source: SourceView): Node[] {
  const skipped = new Map<number, FolderView>();
  for (const folder of source.folders) if (isSkipped(folder, skipped)) skipped.set(folder.id, folder);
  const shownParent = (folder: FolderView): number | null => {
    let { parent } = folder;
    while (parent !== null && skipped.has(parent)) parent = skipped.get(parent)?.parent ?? null;
    return parent;
  };
  const shown = source.folders.filter(({ id }) => !skipped.has(id));
  /** The number of shown folders in each folder. */
  const children = new Map<number | null, number>();
  for (const folder of shown) {
    const parent = shownParent(folder);
    children.set(parent, (children.get(parent) ?? 0) + 1);
  }
  const levels = new Map<number | null, number>([[null, 1]]);
  const positions = new Map<number | null, number>();
  return shown.map((folder) => {
    const parent = shownParent(folder);
    const level = (levels.get(parent) ?? 1) + 1;
    const position = (positions.get(parent) ?? 0) + 1;
    levels.set(folder.id, level);
    positions.set(parent, position);
    return {
      ...PLAIN,
      key: `f${folder.id}`,
      name: isTechnical(folder.name) ? "Top folder" : folder.name,
      level,
      position,
      siblings: children.get(parent) ?? 1,
      count: folder.total,
      source: source.id,
      folder: folder.id,
      children: children.has(folder.id),
      parent: parent === null ? `s${source.id}` : `f${parent}`,
      unfinished: false,
    };
  });
}

/**
 * Tells whether a folder is not shown. A technical folder that itself contains messages is shown, because
 * otherwise nothing would lead to these messages, and the numbers would not add up.
 */
const isSkipped = ({ name, parent, count }: FolderView, skipped: Map<number, FolderView>): boolean =>
  isTechnical(name) && count === 0 && (parent === null || skipped.has(parent));

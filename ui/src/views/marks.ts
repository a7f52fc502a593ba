import { setStar, setTag, targetOf } from "../lib/list/marks";
import { TaggingController } from "../lib/list/tagging.svelte";
import { withTag } from "../lib/reader/reader.svelte";
import type { Shell } from "./shell.svelte";

/** Adds a star to the picked rows, otherwise to one row. If all of them have a star, removes it. */
export function star(shell: Shell, index: number): void {
  const { backend, list, selection, reader } = shell;
  void shell.attempt(async () => {
    const target = await targetOf(list, selection, index);
    if (!target) return;
    const starred = !target.starred;
    await setStar(backend, list, target, starred);
    reader.follow(target.has, () => ({ starred }));
    await counted(shell);
  });
}

/** Opens the sheet that adds tags to the picked rows, otherwise to one row. */
export function tag(shell: Shell, index: number): void {
  const { backend, list, selection, reader } = shell;
  void shell.attempt(async () => {
    const target = await targetOf(list, selection, index);
    if (!target) return;
    const tagging = new TaggingController(target, shell.overview?.tags ?? [], async (name, on) => {
      await setTag(backend, list, target, name, on);
      reader.follow(target.has, ({ tags }) => ({ tags: withTag(tags, name, on) }));
      await counted(shell);
    });
    shell.sheet = { kind: "tag", tagging };
  });
}

/** Updates the numbers in the left pane that depend on stars and tags. */
async function counted(shell: Shell): Promise<void> {
  await shell.reloadOverview();
  void shell.searches.count(/\b(?:is|tag):/i);
}

import type { Selection } from "../../bindings/Selection";
import type { TagView } from "../../bindings/TagView";
import { FakeAttachments } from "./attachments";
import type { Mail } from "./mail";

/** The made-up stars and tags. They are kept until the page is loaded again. */
export abstract class FakeMarks extends FakeAttachments {
  protected abstract chosen(selection: Selection): Promise<Mail[]>;

  async setStar(selection: Selection, on: boolean): Promise<number> {
    const changed = (await this.chosen(selection)).filter((m) => m.starred !== on);
    for (const mail of changed) mail.starred = on;
    return changed.length;
  }

  async setTag(selection: Selection, tag: string, on: boolean): Promise<number> {
    const changed = (await this.chosen(selection)).filter((m) => m.tags.includes(tag) !== on);
    for (const mail of changed) mail.tags = on ? [...mail.tags, tag].sort() : without(mail.tags, tag);
    return changed.length;
  }

  async renameTag(from: string, to: string): Promise<number> {
    const changed = this.mail.filter((m) => m.tags.includes(from));
    for (const mail of changed) mail.tags = [...new Set([...without(mail.tags, from), to])].sort();
    return changed.length;
  }
}

const without = (tags: string[], tag: string) => tags.filter((other) => other !== tag);

/** Returns the marks of a conversation. */
export const marksOf = (messages: Mail[]): { starred: boolean; tags: string[] } => ({
  starred: messages.some((m) => m.starred),
  tags: [...new Set(messages.flatMap((m) => m.tags))].sort(),
});

/** Returns all tags with the number of their messages. */
export const tagsOf = (mail: Mail[]): TagView[] =>
  marksOf(mail).tags.map((name) => ({ name, count: mail.filter((m) => m.tags.includes(name)).length }));

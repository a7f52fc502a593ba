import type { MessageView } from "../../bindings/MessageView";
import type { MissingMessageView } from "../../bindings/MissingMessageView";

/** Returns the missing messages of a conversation: two for the conversation about the storm damage. */
export function missingOf(messages: MessageView[]): MissingMessageView[] {
  const [, , third, , last] = messages;
  if (!third || !last?.subject.includes("88-2041")) return [];
  return [
    {
      before: third.id,
      from: "Ruth Alder",
      date: "15 Feb 2016",
      text: "Thank you for the call. The assessor comes on Thursday at ten.\nPlease have the ladder ready, and take pictures of the ceiling.\n\nRuth Alder",
      quoted_in: third.id,
    },
    { before: last.id, from: "", date: "", text: null, quoted_in: null },
  ];
}

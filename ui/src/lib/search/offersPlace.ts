/** The place of the list of offers, in pixels of the window. */
export interface OffersPlace {
  left: number;
  top: number;
  width: number;
  /** The greatest height. */
  most: number;
}

interface Area {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The least width beside the list, and the height of three offers. */
const LEAST_WIDTH = 260;
const LEAST_HEIGHT = 92;
const GAP = 4;

/**
 * Returns a place for the offers that covers no result. A result must stay visible while the owner types,
 * because it is often found before the word is complete. If the search box reaches beyond the list, the offers
 * are below that part of the box, over the conversation. Otherwise they are between the box and the first
 * result, over the filters and the bars, which the owner does not need while typing.
 */
export function offersPlace(
  box: Area,
  list: Area | null,
  window: { width: number; height: number },
): OffersPlace {
  const top = box.bottom + GAP;
  const below = window.height - top - 8;
  const beside = list ? Math.max(box.left, list.right + GAP) : box.left;
  const right = Math.min(Math.max(box.right, beside + 340), window.width - 8);
  if (list && right - beside >= LEAST_WIDTH) return { left: beside, top, width: right - beside, most: below };
  const left = Math.max(8, Math.min(box.left, window.width - 8 - LEAST_WIDTH));
  const width = Math.min(Math.max(box.right - left, LEAST_WIDTH), window.width - 8 - left);
  const free = list ? list.top - GAP - top : below;
  return { left, top, width, most: Math.min(below, Math.max(LEAST_HEIGHT, free)) };
}

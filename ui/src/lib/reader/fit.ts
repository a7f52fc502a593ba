/** The smallest scale of a wide message. A message that needs a smaller one gets a horizontal scroll bar. */
const SMALLEST = 0.5;
/** The largest height of a frame in CSS pixels, far above that of the longest document that the program makes. */
const HIGHEST = 4_000_000;
/** The number of changes of height after which a document that grows with its frame is left as it is. */
const MOST_CHANGES = 200;

/** The size of a frame, and its scale in the reader. */
export interface Fit {
  width: number;
  height: number;
  scale: number;
}

/** Returns the size of a frame for a document, in an area of `room` pixels. */
export function fitTo(room: number, wide: number, high: number): Fit {
  const scale = wide > room + 1 ? Math.max(room / wide, SMALLEST) : 1;
  const width = wide > room + 1 ? wide : room;
  return { width, height: Math.min(Math.max(high, 1), HIGHEST), scale };
}

/** Returns the height of the content. A document that is higher than its frame reports its overflow too. */
function heightOf(page: Document, frame: HTMLIFrameElement): number {
  const root = page.documentElement;
  const box = root.getBoundingClientRect().height;
  const over = root.scrollHeight > frame.clientHeight ? root.scrollHeight : 0;
  return Math.ceil(Math.max(box, over));
}

/**
 * Calls `then` with the size of a frame when its document has loaded, and when the document or the area changes. The
 * frame must have the origin of the page. Returns a function that ends this.
 */
export function watchSize(frame: HTMLIFrameElement, area: HTMLElement, then: (fit: Fit) => void): () => void {
  let observer: ResizeObserver | null = null;
  let changes = 0;
  let room = 0;
  let wide = 0;

  function measure(): void {
    const page = frame.contentDocument;
    if (!page?.body || area.clientWidth === 0) return;
    if (area.clientWidth !== room) {
      // The width is measured again only if the area has changed: a wide message would otherwise keep its frame wide.
      room = area.clientWidth;
      changes = 0;
      frame.style.width = `${room}px`;
      wide = page.documentElement.scrollWidth;
      frame.style.width = `${fitTo(room, wide, 1).width}px`;
    }
    changes += 1;
    if (changes <= MOST_CHANGES) then(fitTo(room, wide, heightOf(page, frame)));
  }

  function begin(): void {
    room = 0;
    observer?.disconnect();
    const page = frame.contentDocument;
    if (!page || typeof ResizeObserver === "undefined") return;
    observer = new ResizeObserver(measure);
    observer.observe(page.documentElement);
    observer.observe(area);
    measure();
  }

  frame.addEventListener("load", begin);
  if (frame.contentDocument?.readyState === "complete") begin();
  return () => {
    frame.removeEventListener("load", begin);
    observer?.disconnect();
  };
}

/** The distance from the visible part in which an element is near, as a margin of the scrolled element. */
const NEAR = "800px";
/** The distance from the visible part beyond which an element is far. */
const FAR = "6000px";

/** Calls `then` once, when an element comes near the visible part. Returns a function that ends this. */
export function whenNear(element: HTMLElement, then: () => void): () => void {
  const stop = watch(element, NEAR, (isNear) => {
    if (!isNear) return;
    stop();
    then();
  });
  return () => stop();
}

/**
 * Calls `then` when an element comes near the visible part, and when it is no longer near. Returns a function that ends
 * this.
 */
export const watchNear = (element: HTMLElement, then: (isNear: boolean) => void): (() => void) =>
  watch(element, NEAR, then);

/** Calls `then` when an element is far from the visible part. Returns a function that ends this. */
export const whenFar = (element: HTMLElement, then: () => void): (() => void) =>
  watch(element, FAR, (isNear) => {
    if (!isNear) then();
  });

function watch(element: HTMLElement, rootMargin: string, then: (isNear: boolean) => void): () => void {
  if (typeof IntersectionObserver === "undefined") {
    // The caller has not received the function that ends this yet.
    queueMicrotask(() => then(true));
    return () => {};
  }
  const observer = new IntersectionObserver(
    (entries) => then(entries.at(-1)?.isIntersecting ?? false),
    // The margin applies only to the scrolled element itself.
    { root: element.closest("[data-pane], [data-scroll]"), rootMargin },
  );
  observer.observe(element);
  return () => observer.disconnect();
}

/** The distance from the visible part in which a message is read, as a margin of the reader. */
const NEAR = "800px";

/** Calls `then` once, when an element comes near the visible part. Returns a function that ends this. */
export function whenNear(element: HTMLElement, then: () => void): () => void {
  if (typeof IntersectionObserver === "undefined") {
    then();
    return () => {};
  }
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      then();
    },
    // The margin applies only to the scrolled element itself.
    { root: element.closest("[data-pane]"), rootMargin: NEAR },
  );
  observer.observe(element);
  return () => observer.disconnect();
}

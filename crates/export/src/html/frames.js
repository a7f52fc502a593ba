"use strict";
// Gives each frame the height of its content, so that a page has only one scroll bar.
const frames = [...document.querySelectorAll("iframe")];
// The largest frame that is printed, in CSS pixels: 220 mm. A browser prints a frame on one page, or cuts its lines in two.
const MAX_PRINTED = 831;
function fit() {
  for (const frame of frames) {
    const body = frame.contentDocument?.body;
    if (!body) continue;
    const root = frame.contentDocument.documentElement;
    const bar = root.scrollWidth > root.clientWidth ? 20 : 0;
    const height = Math.ceil(Math.max(body.scrollHeight, body.offsetHeight)) + bar;
    frame.style.height = `${height}px`;
    frame.style.resize = "none";
    frame.parentElement.classList.toggle("fits", height <= MAX_PRINTED && bar === 0);
  }
}
for (const frame of frames) frame.addEventListener("load", fit);
addEventListener("load", fit);
addEventListener("resize", fit);
// On paper, a frame has another width. A message that does not fit on a page is printed as plain text.
const texts = [...document.querySelectorAll(".plain")];
let opened = [];
addEventListener("beforeprint", () => {
  document.body.classList.add("printing");
  opened = texts.filter((text) => !text.open);
  for (const text of opened) text.open = true;
  fit();
});
addEventListener("afterprint", () => {
  document.body.classList.remove("printing");
  for (const text of opened) text.open = false;
  fit();
});

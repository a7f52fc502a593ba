"use strict";
// Searches all messages. Works without a network: the data are scripts that call the function `foundmail`.
(() => {
  const box = document.getElementById("search");
  const input = document.getElementById("query");
  const status = document.getElementById("status");
  const results = document.getElementById("results");
  const more = document.getElementById("more");
  const list = document.getElementById("list");
  // Number of conversations that are added to the results at once.
  const STEP = 50;
  // Texts are kept for the next search up to this number of characters.
  const MAX_KEPT = 60e6;

  // Accents, width and case make no difference.
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase();
  const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

  let received;
  window.foundmail = (chunk) => (received = chunk);
  let queue = Promise.resolve();
  // Loads a file of data. One file is loaded at a time.
  function load(name) {
    const one = () =>
      new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = `data/${name}.js`;
        script.onerror = () => failed(new Error(`data/${name}.js cannot be read`));
        script.onload = () => {
          script.remove();
          done(received);
          received = undefined;
        };
        document.head.append(script);
      });
    const loaded = queue.then(one);
    queue = loaded.catch(() => {});
    return loaded;
  }
  const chunk = (name, number) => load(`${name}-${String(number).padStart(5, "0")}`);

  let rows;
  function readRows() {
    rows ??= (async () => {
      const all = [];
      for (let number = 1; number <= Number(box.dataset.list); number++) {
        for (const [path, date, shown, from, senders, to, subject, files, conversation] of await chunk("list", number)) {
          const head = fold([subject, senders, to, files, shown].join("\n"));
          all.push({ path, date, shown, from, subject, files, conversation, head });
        }
      }
      return all;
    })();
    return rows;
  }

  const texts = [];
  let kept = 0;
  // Returns the folded texts of one file.
  async function readTexts(number) {
    if (texts[number]) return texts[number];
    const folded = (await chunk("text", number)).map(fold);
    const size = folded.reduce((sum, text) => sum + text.length, 0);
    if (kept + size <= MAX_KEPT) {
      kept += size;
      texts[number] = folded;
    }
    return folded;
  }

  // Each search has a number. A search stops when a newer one begins.
  let newest = 0;
  async function search(query) {
    const mine = ++newest;
    const words = (query.match(/"[^"]*"|\S+/g) ?? []).map((word) => fold(word.replaceAll('"', "")).trim());
    const wanted = words.filter((word) => word !== "");
    list.hidden = wanted.length > 0;
    if (wanted.length === 0) return show([], "");
    status.textContent = "Searching …";
    const all = await readRows();
    if (mine !== newest) return;
    const hits = new Set(all.filter((row) => wanted.every((word) => row.head.includes(word))));
    const files = Number(box.dataset.texts);
    show(hits, files > 1 ? "Searching the texts …" : "");
    let row = 0;
    let shown = Date.now();
    for (let number = 1; number <= files; number++) {
      const folded = await readTexts(number);
      if (mine !== newest) return;
      for (const text of folded) {
        const message = all[row++];
        if (message && !hits.has(message) && wanted.every((word) => text.includes(word) || message.head.includes(word)))
          hits.add(message);
      }
      if (number < files && Date.now() - shown > 500) {
        show(hits, `Searching the texts: ${Math.round((100 * number) / files)} %`);
        shown = Date.now();
      }
    }
    show(hits, "");
  }

  let groups = [];
  // Shows messages by conversation, newest first. `progress` is empty when the search is complete.
  function show(hits, progress) {
    const found = new Map();
    for (const hit of [...hits].sort((a, b) => (b.date ?? -Infinity) - (a.date ?? -Infinity))) {
      if (!found.has(hit.conversation)) found.set(hit.conversation, []);
      found.get(hit.conversation).push(hit);
    }
    groups = [...found.values()];
    const keep = Math.max(STEP, results.childElementCount);
    results.replaceChildren();
    append(progress ? keep : STEP);
    const sum = groups.length === 0 ? "No messages" : `${count(hits.size, "message")} in ${count(groups.length, "conversation")}`;
    status.textContent = list.hidden ? [sum, progress].filter(Boolean).join(". ") : "";
  }

  function append(number) {
    const from = results.childElementCount;
    results.append(...groups.slice(from, from + number).map(item));
    more.hidden = results.childElementCount >= groups.length;
  }

  function element(name, className, text, ...children) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(text, ...children);
    return made;
  }

  function link(className, path, text) {
    const made = element("a", className, element("bdi", "", text));
    made.href = path;
    return made;
  }

  function item(messages) {
    const [first] = messages;
    const made = element("li", "", link("subject", first.path, first.subject), time(first));
    if (messages.length === 1) {
      made.append(element("p", "people", element("bdi", "", first.from), ...fileNames(first)));
      return made;
    }
    const lines = messages.map((message) =>
      element("li", "", link("", message.path, message.from), " ", time(message), ...fileNames(message)),
    );
    made.append(element("ol", "messages", "", ...lines));
    return made;
  }

  const time = (message) => element("span", "time", message.shown || "no date");
  const fileNames = (message) => (message.files ? [" ", element("span", "fact", message.files)] : []);

  function start() {
    // The address keeps the query, so that Back returns to the results.
    const hash = input.value.trim() ? `#q=${encodeURIComponent(input.value)}` : "#";
    if (location.hash !== hash && (input.value.trim() || location.hash.startsWith("#q="))) location.replace(hash);
    search(input.value).catch((error) => (status.textContent = `The search failed: ${error.message}.`));
  }

  let timer;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(start, 200);
  });
  more.addEventListener("click", () => append(STEP));
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target === input;
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
    } else if (event.key === "Escape" && isTyping && input.value) {
      input.value = "";
      start();
    }
  });
  box.hidden = false;
  if (location.hash.startsWith("#q=")) {
    input.value = decodeURIComponent(location.hash.slice(3));
    start();
  }
})();

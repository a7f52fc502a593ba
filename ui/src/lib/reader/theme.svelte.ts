import { MediaQuery } from "svelte/reactivity";

const system = new MediaQuery("prefers-color-scheme: dark");

/** Returns true if the window is dark. `chosen` is the theme in the settings, if it does not follow the system. */
export const isDark = (chosen: string | undefined): boolean =>
  chosen === "dark" || (chosen !== "light" && system.current);

/** The theme that the settings choose. */
class Chosen {
  theme = $state(document.documentElement.dataset.theme);

  constructor() {
    const watcher = new MutationObserver(() => (this.theme = document.documentElement.dataset.theme));
    watcher.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }
}

const chosen = new Chosen();

/** The theme of the window. */
export const theme = {
  get dark(): boolean {
    return isDark(chosen.theme);
  },
};

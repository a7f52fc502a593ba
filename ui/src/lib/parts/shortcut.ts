const MAC = navigator.userAgent.includes("Mac OS");

/** Returns the name of a key that is pressed together with Ctrl, or with Cmd on a Mac. */
export const withCtrl = (key: string): string => (MAC ? `⌘ ${key}` : `Ctrl ${key}`);

/** Returns the name of a key that is pressed together with Alt. */
export const withAlt = (key: string): string => (MAC ? `⌥ ${key}` : `Alt ${key}`);

/** A colour scheme in which the pages are checked. `forced` means the colours of a high-contrast theme. */
export type Theme = "light" | "dark" | "forced";

/** The checks of a state in one theme. */
export interface Look {
  theme: Theme;
  /** The rules of axe-core: all, or only those that depend on colours. A forced theme brings its own colours. */
  axe: "all" | "colours" | "none";
  layout: boolean;
  /** True if all tab stops are visited. */
  focus: boolean;
  /** True if a picture of each state is stored. */
  stored: boolean;
}

/** A size of the window in CSS pixels. */
export interface Size {
  name: string;
  width: number;
  height: number;
  looks: Look[];
}

const look = (theme: Theme, rest: Partial<Look>): Look => ({
  theme,
  axe: "all",
  layout: false,
  focus: false,
  stored: false,
  ...rest,
});

/** All sizes in which each state is checked. Each rule is checked only where its result can differ. */
export const SIZES: Size[] = [
  {
    name: "1280",
    width: 1280,
    height: 800,
    looks: [
      look("light", { layout: true, stored: true }),
      look("dark", { axe: "colours" }),
      look("forced", { axe: "none", focus: true }),
    ],
  },
  {
    name: "900",
    width: 900,
    height: 700,
    looks: [look("light", { layout: true }), look("dark", { axe: "colours", stored: true })],
  },
  { name: "600", width: 600, height: 800, looks: [look("light", { layout: true })] },
  // A window of 1280 x 800 pixels at a zoom of 200 %.
  { name: "zoom", width: 640, height: 400, looks: [look("dark", { layout: true, focus: true })] },
];

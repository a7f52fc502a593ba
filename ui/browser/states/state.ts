import type { Page } from "playwright-core";
import type { Window } from "../window";

/** One state of the window: how to reach it. */
export interface State {
  /** The name of its pictures. */
  name: string;
  /** Options of the made-up backend, such as `?empty`. */
  address?: string;
  /** Leads from the start of the window to the state. */
  act?: (page: Page, window: Window) => Promise<void>;
  /** Stored pictures apart from the usual ones, such as `600 light`. */
  pictures?: string[];
  /** True if no picture is stored, because another state looks nearly the same. */
  unpictured?: boolean;
}

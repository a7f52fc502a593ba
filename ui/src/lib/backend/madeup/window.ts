import type { LinkView } from "../../bindings/LinkView";

/** The made-up answers to requests that concern the window itself. */
export class FakeWindow {
  /** True after the window was closed. */
  closed = false;
  alive = async () => {};
  place: string | null = null;
  keepPlace = async (place: string): Promise<void> => {
    this.place = place;
  };
  cameBack = async (): Promise<{ place: string | null } | null> => null;
  linkTarget = async (): Promise<LinkView> => ({
    url: "https://www.bank.example@evil.example/login",
    pretends: "bank.example",
  });
  openLink = async () => {};
  /** The size of everything in the window, in percent. */
  zoom = 100;
  setZoom = async (percent: number): Promise<void> => {
    this.zoom = percent;
    document.documentElement.style.zoom = `${percent}%`;
  };
}

export interface Toast {
  id: number;
  text: string;
  bad: boolean;
  action: { label: string; run: () => void } | null;
}

/** The time in milliseconds for which a toast is shown. */
const SHOWN = 8000;

/**
 * Short messages in the corner of the window. Errors, and messages with a button, stay until they are closed.
 * Other messages stay while the pointer or the focus is on them.
 */
export class Toasts {
  all = $state.raw<Toast[]>([]);
  private last = 0;
  private timers = new Map<number, ReturnType<typeof setTimeout>>();
  private held = false;

  /** Shows a toast, and returns its id. */
  say(text: string, action: Toast["action"] = null, bad = false): number {
    const id = (this.last += 1);
    this.all = [...this.all.slice(-2), { id, text, bad, action }];
    if (!action && !bad && !this.held) this.start(id);
    return id;
  }

  close(id: number): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
    this.all = this.all.filter((t) => t.id !== id);
    if (this.all.length === 0) this.held = false;
  }

  /** Keeps all toasts, because the owner reads them. */
  hold(): void {
    this.held = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  /** Lets the toasts end again, after their whole time. */
  release(): void {
    if (!this.held) return;
    this.held = false;
    for (const { id, action, bad } of this.all) if (!action && !bad) this.start(id);
  }

  private start(id: number): void {
    this.timers.set(
      id,
      setTimeout(() => this.close(id), SHOWN),
    );
  }
}

export interface Toast {
  id: number;
  text: string;
  bad: boolean;
  action: { label: string; run: () => void } | null;
}

/**
 * Short messages in the corner of the window. Errors, and messages with a button, stay until they are closed.
 */
export class Toasts {
  all = $state.raw<Toast[]>([]);
  private last = 0;

  /** Shows a toast, and returns its id. */
  say(text: string, action: Toast["action"] = null, bad = false): number {
    const id = (this.last += 1);
    this.all = [...this.all.slice(-2), { id, text, bad, action }];
    if (!action && !bad) setTimeout(() => this.close(id), 8000);
    return id;
  }

  close(id: number): void {
    this.all = this.all.filter((t) => t.id !== id);
  }
}

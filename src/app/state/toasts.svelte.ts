// Short messages at the edge of the page. News go by themselves; faults stay until they are closed, and never hide each other.

export type Toast = { id: number; text: string; kind: 'news' | 'fault'; undo: (() => void) | null };

const NEWS_MS = 8000;

export class Toasts {
  list = $state<Toast[]>([]);
  #next = 1;

  news(text: string, undo: (() => void) | null = null): void {
    const id = this.#add(text, 'news', undo);
    setTimeout(() => this.close(id), NEWS_MS);
  }

  fault(text: string): void {
    if (this.list.some((toast) => toast.kind === 'fault' && toast.text === text)) return;
    this.#add(text, 'fault', null);
  }

  close(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  #add(text: string, kind: Toast['kind'], undo: Toast['undo']): number {
    const id = this.#next++;
    this.list.push({ id, text, kind, undo });
    return id;
  }
}

import { type ReadonlySignal, signal } from '@preact/signals';

export interface PageStore {
  /** Path of the page that is shown. */
  readonly path: ReadonlySignal<string>;
  moved(path: string): void;
}

export function createPageStore(path: string): PageStore {
  const current = signal(path);
  return {
    path: current,
    moved: next => {
      current.value = next;
    },
  };
}

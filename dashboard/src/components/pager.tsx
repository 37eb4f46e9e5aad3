import { formWords } from '../i18n/form-words.ts';
import { useLanguage } from './app-context.ts';

interface PagerProps {
  /** From 1. */
  page: number;
  perPage: number;
  total: number;
  onPage: (page: number) => void;
}

/** Turns the pages of a list; nothing where there is one. */
export function Pager({ page, perPage, total, onPage }: PagerProps) {
  const { language } = useLanguage();
  const words = formWords(language);
  if (total <= perPage) return null;
  const last = Math.ceil(total / perPage);
  return (
    <div class="pager">
      <button
        type="button"
        class="button button-quiet"
        disabled={page === 1}
        onClick={() => onPage(page - 1)}
      >
        {words.before}
      </button>
      <span>{words.page((page - 1) * perPage + 1, Math.min(page * perPage, total), total)}</span>
      <button
        type="button"
        class="button button-quiet"
        disabled={page === last}
        onClick={() => onPage(page + 1)}
      >
        {words.next}
      </button>
    </div>
  );
}

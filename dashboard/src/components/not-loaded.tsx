import { formWords } from '../i18n/form-words.ts';
import { useLanguage } from './app-context.ts';
import type { Loaded } from './loaded.ts';

interface NotLoadedProps {
  now: Exclude<Loaded<unknown>, { kind: 'there' }>;
  onRetry: () => void;
}

/** What stands where something is still on its way, or did not come. */
export function NotLoaded({ now, onRetry }: NotLoadedProps) {
  const { language } = useLanguage();
  const words = formWords(language);
  if (now.kind === 'loading') return <div class="loading" aria-busy="true" />;
  return (
    <div class="form-problem" role="alert" data-testid="not-loaded">
      <p>{now.refused.message ?? words.hubAway}</p>
      <button type="button" class="button button-quiet button-small" onClick={onRetry}>
        {words.retry}
      </button>
    </div>
  );
}

import type { ExceptionView } from '@tapclock/contracts';
import { inboxWords } from '../i18n/inbox-words.ts';
import { useApp, useLanguage } from './app-context.ts';
import { useInbox } from './inbox-context.ts';
import { useSending } from './sending.ts';

/** Takes care of an exception, or lets it go. */
export function OwnerButton({ view }: { view: ExceptionView }) {
  const { stores } = useApp();
  const { desk } = useInbox();
  const { language } = useLanguage();
  const words = inboxWords(language);
  const sending = useSending();
  const isMine = view.owner !== null && view.owner.account === stores.session.account.value?.id;
  return (
    <button
      type="button"
      class="inbox-own"
      aria-disabled={sending.isSending}
      data-testid="own"
      // Somebody was quicker: the row says who has it now.
      onClick={() => void sending.send(() => desk.own(view, !isMine))}
    >
      {isMine ? words.release : words.take}
    </button>
  );
}

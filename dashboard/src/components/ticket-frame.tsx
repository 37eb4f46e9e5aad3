import { entranceWords } from '../i18n/entrance-words.ts';
import { useApp, useLanguage } from './app-context.ts';
import { EntranceFrame } from './entrance-frame.tsx';

/** What stands where a link has lost its ticket on the way. */
export function NoTicket() {
  const { navigation } = useApp();
  const { language } = useLanguage();
  const words = entranceWords(language);
  return (
    <EntranceFrame title={words.noTicket} lead={words.noTicketLead}>
      <button type="button" class="button" onClick={() => navigation.replace('/')}>
        {words.toLogin}
      </button>
    </EntranceFrame>
  );
}

import { useApp, useLanguage } from '../components/app-context.ts';
import { EntranceFrame } from '../components/entrance-frame.tsx';
import { Problem } from '../components/form-parts.tsx';
import { SecondFactorSteps } from '../components/second-factor-steps.tsx';
import { useSending } from '../components/sending.ts';
import { entranceWords } from '../i18n/entrance-words.ts';

/** Whoever must have a second factor and has none may do this, or log out. */
export function SecondFactorPage() {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = entranceWords(language);
  const leaving = useSending();
  const going = useSending();
  return (
    <EntranceFrame title={words.factor} lead={words.factorLead}>
      <SecondFactorSteps onDone={() => void going.send(() => session.renew())} />
      <Problem sending={going} />
      <button
        type="button"
        class="button button-quiet"
        onClick={() => void leaving.send(() => session.logOut())}
      >
        {words.logOut}
      </button>
      <Problem sending={leaving} />
    </EntranceFrame>
  );
}

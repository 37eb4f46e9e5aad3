import { InvitationView } from '@tapclock/contracts';
import { accountsWords } from '../i18n/accounts-words.ts';
import { createFormat } from '../i18n/format.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Problem } from './form-parts.tsx';
import { useSending } from './sending.ts';

interface OpenInvitationsProps {
  invitations: readonly InvitationView[];
  onChanged: () => void;
}

/** Who was invited and has not come yet. */
export function OpenInvitations({ invitations, onChanged }: OpenInvitationsProps) {
  const { session } = useApp();
  const { language, words } = useLanguage();
  const mine = accountsWords(language);
  const format = createFormat(language, Intl.DateTimeFormat().resolvedOptions().timeZone);
  const sending = useSending();
  if (invitations.length === 0) return null;
  const takeBack = (id: string) =>
    sending.send(async () => {
      await session.ask(`/api/v1/invitations/${id}`, InvitationView, { method: 'DELETE' });
      onChanged();
    });
  return (
    <section class="form" aria-labelledby="open-title">
      <h2 id="open-title" class="section-title">
        {mine.open}
      </h2>
      <Problem sending={sending} />
      <ul class="rows">
        {invitations.map(({ id, email, role, expiresAt }) => (
          <li key={id} class="row-head" data-testid="invitation">
            <span class="row-main">
              <b>{email}</b>
              <span class="quiet">
                {words.roles[role]} ·{' '}
                {mine.until(
                  `${format.shortDate(Date.parse(expiresAt))}, ${format.time(Date.parse(expiresAt))}`,
                )}
              </span>
            </span>
            <button
              type="button"
              class="button button-quiet button-small"
              aria-label={`${mine.takeBack}: ${email}`}
              onClick={() => void takeBack(id)}
            >
              {mine.takeBack}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

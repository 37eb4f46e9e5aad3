import { InvitationMade, type Language } from '@tapclock/contracts';
import { useState } from 'preact/hooks';
import { accountsWords } from '../i18n/accounts-words.ts';
import { formWords } from '../i18n/form-words.ts';
import { linkWithTicket } from '../services/ticket.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Field } from './field.tsx';
import { CopyText, Form, Problem, Submit } from './form-parts.tsx';
import { type RoleDraft, RoleFields } from './role-fields.tsx';
import { Select } from './select.tsx';
import { useSending } from './sending.ts';

const LANGUAGES: readonly { value: Language; name: string }[] = [
  { value: 'en', name: 'English' },
  { value: 'de', name: 'Deutsch' },
];

interface InviteProps {
  /** An invitation was made; the list of them is old. */
  onMade: () => void;
  onClose: () => void;
}

/** Invites an address, and shows the link to hand over. */
export function Invite({ onMade, onClose }: InviteProps) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = accountsWords(language);
  const sending = useSending();
  const [email, setEmail] = useState('');
  const [theirs, setTheirs] = useState<Language>(language);
  const [draft, setDraft] = useState<RoleDraft>({ role: 'supervisor', employee: null, teams: [] });
  const [made, setMade] = useState<InvitationMade | null>(null);
  const invite = () =>
    sending.send(async () => {
      const { role, employee, teams } = draft;
      const body = { email, role, employee: employee?.employee ?? null, teams, language: theirs };
      setMade((await session.ask('/api/v1/invitations', InvitationMade, { method: 'POST', body })).data);
      onMade();
    });
  if (made !== null) {
    return (
      <section class="block block-narrow" aria-labelledby="invite-title" data-testid="invited">
        <h2 id="invite-title">{words.invite}</h2>
        <p role="status">{words.invited(made.email)}</p>
        <CopyText
          text={linkWithTicket(window.location.origin, '/register', made.ticket)}
          label={words.link}
        />
        <button type="button" class="button" onClick={onClose}>
          {words.done}
        </button>
      </section>
    );
  }
  return (
    <section class="block block-narrow" aria-labelledby="invite-title">
      <h2 id="invite-title">{words.invite}</h2>
      <p class="quiet">{words.inviteLead}</p>
      <Form sending={sending} onSubmit={invite}>
        <Field
          label={words.email}
          name="email"
          type="email"
          value={email}
          onInput={setEmail}
          problem={sending.refused?.fields.get('email')}
          hasFocus
        />
        <RoleFields draft={draft} onChange={setDraft} problems={sending.refused?.fields} />
        <Select
          label={words.language}
          name="language"
          value={theirs}
          options={LANGUAGES}
          onChange={setTheirs}
        />
        <Problem sending={sending} fields={['email', 'employee']} />
        <div class="row-actions">
          <Submit sending={sending}>{words.makeInvitation}</Submit>
          <button type="button" class="button button-quiet" onClick={onClose}>
            {formWords(language).cancel}
          </button>
        </div>
      </Form>
    </section>
  );
}

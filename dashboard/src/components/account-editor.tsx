import { type AccountChange, AccountView, Count, PasswordResetMade } from '@tapclock/contracts';
import { useState } from 'preact/hooks';
import * as z from 'zod/mini';
import { accountsWords } from '../i18n/accounts-words.ts';
import { linkWithTicket } from '../services/ticket.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Field } from './field.tsx';
import { CopyText, Form, Problem, Submit } from './form-parts.tsx';
import { type RoleDraft, RoleFields } from './role-fields.tsx';
import { useSending } from './sending.ts';

interface AccountEditorProps {
  account: AccountView;
  isOwn: boolean;
  onChanged: () => void;
}

/** Role, teams and the emergencies of one account. */
export function AccountEditor({ account, isOwn, onChanged }: AccountEditorProps) {
  return (
    <div class="row-more">
      <Settings account={account} isOwn={isOwn} onChanged={onChanged} />
      {!isOwn && <Emergencies account={account} isOwn={isOwn} onChanged={onChanged} />}
      {!isOwn && account.secondFactor && <LostPhone account={account} isOwn={isOwn} onChanged={onChanged} />}
    </div>
  );
}

function pathOf({ id }: AccountView): string {
  return `/api/v1/accounts/${id}`;
}

function Settings({ account, isOwn, onChanged }: AccountEditorProps) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = accountsWords(language);
  const sending = useSending();
  const [name, setName] = useState(account.name);
  const [draft, setDraft] = useState<RoleDraft>({
    role: account.role,
    employee: account.employee === null ? null : { employee: account.employee, name: null },
    teams: account.teams,
  });
  const save = () =>
    sending.send(async () => {
      const { role, employee, teams } = draft;
      // Of one's own account only the name may be sent.
      const body: AccountChange = isOwn
        ? { name }
        : { name, role, employee: employee?.employee ?? null, teams: [...teams] };
      await session.ask(pathOf(account), AccountView, {
        ...{ method: 'PATCH', body },
        ifMatch: `"${account.version}"`,
      });
      onChanged();
    });
  const problems = sending.refused?.fields;
  return (
    <Form sending={sending} onSubmit={save}>
      <Field
        label={words.editName}
        name="name"
        value={name}
        onInput={setName}
        maxLength={120}
        problem={problems?.get('name')}
      />
      {!isOwn && <RoleFields draft={draft} onChange={setDraft} problems={problems} />}
      <Problem sending={sending} fields={['name', 'employee']} />
      <div class="row-actions">
        <Submit sending={sending}>{words.save}</Submit>
      </div>
    </Form>
  );
}

/** Each of them counts at once. */
function Emergencies({ account, onChanged }: AccountEditorProps) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = accountsWords(language);
  const sending = useSending();
  const [note, setNote] = useState('');
  const [link, setLink] = useState<string | null>(null);
  const isDisabled = account.disabledAt !== null;
  const path = pathOf(account);
  const setDisabled = () =>
    sending.send(async () => {
      const body: AccountChange = { disabled: !isDisabled };
      await session.ask(path, AccountView, { method: 'PATCH', body, ifMatch: `"${account.version}"` });
      onChanged();
    });
  const reset = () =>
    sending.send(async () => {
      const { data } = await session.ask(`${path}/password-reset`, PasswordResetMade, {
        method: 'POST',
        body: {},
      });
      setLink(linkWithTicket(window.location.origin, '/password', data.ticket));
    });
  const endSessions = () =>
    sending.send(async () => {
      const { data } = await session.ask(`${path}/sessions`, z.object({ ended: Count }), {
        method: 'DELETE',
      });
      setNote(words.sessionsEnded(data.ended));
    });
  return (
    <div class="form">
      <div class="row-actions">
        <button
          type="button"
          class="button button-quiet button-small"
          data-testid="reset-password"
          onClick={() => void reset()}
        >
          {words.reset}
        </button>
        <button type="button" class="button button-quiet button-small" onClick={() => void endSessions()}>
          {words.endSessions}
        </button>
        <button
          type="button"
          class={`button button-small ${isDisabled ? 'button-quiet' : 'button-danger'}`}
          data-testid="disable"
          onClick={() => void setDisabled()}
        >
          {isDisabled ? words.enable : words.disable}
        </button>
      </div>
      <p role="status" class="done-note">
        {note}
      </p>
      {link !== null && (
        <>
          <p>{words.resetMade(account.name)}</p>
          <CopyText text={link} label={words.link} />
        </>
      )}
      <Problem sending={sending} />
    </div>
  );
}

function LostPhone({ account, onChanged }: AccountEditorProps) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = accountsWords(language);
  const sending = useSending();
  const [reason, setReason] = useState('');
  const remove = () =>
    sending.send(async () => {
      const path = `${pathOf(account)}/second-factor?reason=${encodeURIComponent(reason)}`;
      await session.ask(path, AccountView, { method: 'DELETE' });
      onChanged();
    });
  return (
    <Form sending={sending} onSubmit={remove}>
      <p class="quiet">{words.removeLead}</p>
      <Field label={words.reason} name="reason" value={reason} onInput={setReason} maxLength={500} />
      <Problem sending={sending} />
      <div class="row-actions">
        <Submit sending={sending} isDangerous>
          {words.removeFactor}
        </Submit>
      </div>
    </Form>
  );
}

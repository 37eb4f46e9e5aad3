import { type BoardTerminal, Slug } from '@tapclock/contracts';
import { useState } from 'preact/hooks';
import * as z from 'zod/mini';
import { useApp, useLanguage } from '../components/app-context.ts';
import { Field } from '../components/field.tsx';
import { BigMessage } from '../components/floor-states.tsx';
import { Form, Problem, Submit } from '../components/form-parts.tsx';
import { PageFrame } from '../components/page-frame.tsx';
import { PairKiosk } from '../components/pair-kiosk.tsx';
import { Select } from '../components/select.tsx';
import { useSending } from '../components/sending.ts';
import { TerminalFacts } from '../components/terminal-facts.tsx';
import { formWords } from '../i18n/form-words.ts';
import { terminalsWords } from '../i18n/terminals-words.ts';
import '../styles/forms.css';
import '../styles/terminals-page.css';

/** The kiosks of a site, live; lets new ones in and cuts off others. */
export function TerminalsPage() {
  const { stores, actions } = useApp();
  const { language, words } = useLanguage();
  const mine = terminalsWords(language);
  const [isPairing, setIsPairing] = useState(false);
  const [done, setDone] = useState('');
  const sites = stores.sites.sites.value ?? [];
  const terminals = stores.board.board.value?.terminals ?? null;
  const finish = (note: string) => {
    setDone(note);
    setIsPairing(false);
  };
  return (
    <PageFrame
      title={words.pages.terminals}
      aside={
        !isPairing && (
          <button
            type="button"
            class="button"
            data-testid="pair"
            onClick={() => {
              setDone('');
              setIsPairing(true);
            }}
          >
            {mine.pair}
          </button>
        )
      }
    >
      <p role="status" class="done-note">
        {done}
      </p>
      {isPairing && <PairKiosk onPaired={place => finish(mine.paired(place))} />}
      {sites.length > 1 && (
        <Select
          label={mine.site}
          name="site"
          value={stores.sites.chosen.value ?? ''}
          options={sites.map(site => ({ value: site.id, name: site.name }))}
          onChange={actions.chooseSite}
        />
      )}
      {terminals === null && <div class="loading" aria-busy="true" />}
      {terminals?.length === 0 && (
        <BigMessage icon="reader" title={mine.none} detail={mine.noneDetail} testId="no-terminals" />
      )}
      {terminals !== null && terminals.length > 0 && (
        <ul class="rows">
          {terminals.map(terminal => (
            <Row
              key={terminal.terminal}
              terminal={terminal}
              onRevoked={() => setDone(mine.revoked(terminal.place))}
            />
          ))}
        </ul>
      )}
    </PageFrame>
  );
}

interface RowProps {
  terminal: BoardTerminal;
  onRevoked: () => void;
}

function Row({ terminal, onRevoked }: RowProps) {
  const { language, words } = useLanguage();
  const mine = terminalsWords(language);
  const [isRevoking, setIsRevoking] = useState(false);
  return (
    <li data-terminal={terminal.terminal} data-online={terminal.online}>
      <div class="row-head">
        <span class="row-main">
          <span>
            <b>{terminal.place}</b> <span class="quiet">{terminal.terminal}</span>{' '}
            <span class={`tag ${terminal.online ? 'tag-in' : 'tag-stop'}`}>
              {terminal.online ? words.online : words.offline}
            </span>
          </span>
          <TerminalFacts terminal={terminal} />
        </span>
        {!isRevoking && (
          <button
            type="button"
            class="button button-quiet button-small"
            aria-label={mine.revokeTitle(terminal.place)}
            onClick={() => setIsRevoking(true)}
          >
            {mine.revoke}
          </button>
        )}
      </div>
      {isRevoking && (
        <Revoke terminal={terminal} onRevoked={onRevoked} onCancel={() => setIsRevoking(false)} />
      )}
    </li>
  );
}

function Revoke({ terminal, onRevoked, onCancel }: RowProps & { onCancel: () => void }) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = terminalsWords(language);
  const sending = useSending();
  const [reason, setReason] = useState('');
  const revoke = () =>
    sending.send(async () => {
      await session.ask(`/api/v1/terminals/${terminal.terminal}`, z.object({ terminal: Slug }), {
        method: 'DELETE',
        body: { reason },
      });
      onRevoked();
      onCancel();
    });
  return (
    <div class="row-more">
      <p>
        <b>{words.revokeTitle(terminal.place)}</b>
        <br />
        {words.revokeLead}
      </p>
      <Form sending={sending} onSubmit={revoke}>
        <Field
          label={words.reason}
          name="reason"
          value={reason}
          onInput={setReason}
          maxLength={200}
          problem={sending.refused?.fields.get('reason')}
          hasFocus
        />
        <Problem sending={sending} fields={['reason']} />
        <div class="row-actions">
          <Submit sending={sending} isDangerous>
            {words.revoke}
          </Submit>
          <button type="button" class="button button-quiet" onClick={onCancel}>
            {formWords(language).cancel}
          </button>
        </div>
      </Form>
    </div>
  );
}

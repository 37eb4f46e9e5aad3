import type { BulkSettle } from '@tapclock/contracts';
import { useEffect, useState } from 'preact/hooks';
import { type SharedFix, sharedFixes } from '../domain/inbox.ts';
import { formWords } from '../i18n/form-words.ts';
import { inboxWords } from '../i18n/inbox-words.ts';
import type { BulkEnd } from '../services/inbox-desk.ts';
import { useLanguage } from './app-context.ts';
import { Field } from './field.tsx';
import { Form, Problem, Submit } from './form-parts.tsx';
import { useInbox } from './inbox-context.ts';
import { useSending } from './sending.ts';

/** Settles what is marked, all by the same fix; stands at the bottom of the screen as long as something is marked. */
export function InboxBulk() {
  const { store, desk } = useInbox();
  const { language, format } = useLanguage();
  const words = inboxWords(language);
  const sending = useSending();
  const [opened, setOpened] = useState<SharedFix | null>(null);
  const [reason, setReason] = useState('');
  const [end, setEnd] = useState<BulkEnd | null>(null);
  const marked = [...store.marked.value];
  const details = marked.map(id => store.detail(id)).filter(detail => detail !== undefined);
  const isComplete = marked.every(id => store.isFresh(id));
  const key = marked.join(' ');

  useEffect(() => {
    for (const id of marked) if (!store.isFresh(id)) desk.want(id);
    if (marked.length > 0) setEnd(null);
    setOpened(null);
  }, [key, isComplete]);

  const settle = (fix: BulkSettle['fix'], said: string) =>
    sending.send(async () => {
      const exceptions = details.map(({ id, version }) => ({ id, version }));
      const ended = await desk.settleAll({ exceptions, fix, ...(said === '' ? {} : { reason: said }) });
      store.unmarkAll();
      setReason('');
      setEnd(ended);
    });
  if (marked.length === 0) {
    if (end === null) return null;
    return (
      <p class="inbox-note" role="status" data-testid="bulk-end">
        {words.bulkDone(end.done)}
        {end.refused > 0 && ` ${words.bulkRefused(end.refused, format.moments(end.why ?? ''))}`}
      </p>
    );
  }
  return (
    <section class="inbox-bulk" data-testid="bulk">
      <div class="inbox-bulk-head">
        <b>{words.marked(marked.length)}</b>
        <button type="button" class="button button-quiet button-small" onClick={() => store.unmarkAll()}>
          {words.unmark}
        </button>
      </div>
      {opened !== null ? (
        <Form sending={sending} onSubmit={() => void settle(opened.fix, reason.trim())}>
          <Field
            label={`${opened.label ?? words.fixes[opened.fix]}. ${words.reason}`}
            name="bulk-reason"
            value={reason}
            onInput={setReason}
            maxLength={500}
            hasFocus
          />
          <Problem sending={sending} />
          <div class="row-actions">
            <Submit sending={sending}>{words.send}</Submit>
            <button type="button" class="button button-quiet" onClick={() => setOpened(null)}>
              {formWords(language).cancel}
            </button>
          </div>
        </Form>
      ) : !isComplete ? (
        <p class="quiet">{words.bulkLoading}</p>
      ) : (
        <>
          <div class="fix-buttons">
            {sharedFixes(details).map((shared, index) => (
              <button
                key={shared.fix}
                type="button"
                class={index === 0 ? 'button button-small' : 'button button-quiet button-small'}
                data-fix={shared.fix}
                aria-disabled={sending.isSending}
                onClick={() => (shared.needsReason ? setOpened(shared) : void settle(shared.fix, ''))}
              >
                {shared.label ?? words.fixes[shared.fix]}
              </button>
            ))}
          </div>
          <Problem sending={sending} />
        </>
      )}
    </section>
  );
}

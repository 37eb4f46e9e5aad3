import { type LeaveKind, OpenShiftView, RequestDetail, RequestView } from '@tapclock/contracts';
import { useState } from 'preact/hooks';
import * as z from 'zod/mini';
import { dateText } from '../i18n/date-text.ts';
import { formWords } from '../i18n/form-words.ts';
import type { Format } from '../i18n/format.ts';
import { myTimeWords } from '../i18n/my-time-words.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Field } from './field.tsx';
import { Form, Problem, Submit } from './form-parts.tsx';
import { useLoaded } from './loaded.ts';
import { DateField } from './moment-fields.tsx';
import { NotLoaded } from './not-loaded.tsx';
import { Select } from './select.tsx';
import { useSending } from './sending.ts';

const SHOWN_MAX = 10;
/** Kinds that somebody asks for; holidays come from the calendar. */
const ASKED_LEAVE = ['annual', 'sick', 'other'] as const satisfies readonly LeaveKind[];

interface OwnRequestsProps {
  employee: string;
  today: string;
  format: Format;
}

/** Leave and open shifts: asks for them, and shows what became of what was asked. */
export function OwnRequests({ employee, today, format }: OwnRequestsProps) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = myTimeWords(language);
  const [isAsking, setIsAsking] = useState(false);
  const { now, reload, changed } = useLoaded(employee, async signal => {
    const [requests, shifts] = await Promise.all([
      session.ask(`/api/v1/requests?employee=${employee}&per_page=${SHOWN_MAX}`, z.array(RequestView), {
        signal,
      }),
      session.ask(`/api/v1/employees/${employee}/open-shifts`, z.array(OpenShiftView), { signal }),
    ]);
    return { requests: requests.data, shifts: shifts.data };
  });
  return (
    <section class="block" data-testid="own-requests">
      <h2>{words.requests}</h2>
      {isAsking ? (
        <LeaveForm
          today={today}
          onAsked={() => {
            setIsAsking(false);
            changed();
          }}
          onCancel={() => setIsAsking(false)}
        />
      ) : (
        <button
          type="button"
          class="button button-quiet block-button"
          data-testid="ask-leave"
          onClick={() => setIsAsking(true)}
        >
          {words.askLeave}
        </button>
      )}
      {now.kind !== 'there' ? (
        <NotLoaded now={now} onRetry={reload} />
      ) : (
        <>
          {now.value.shifts.length > 0 && (
            <>
              <h3>{words.openShifts}</h3>
              <ul class="rows">
                {now.value.shifts.map(shift => (
                  <OpenShift key={shift.id} shift={shift} format={format} onAsked={changed} />
                ))}
              </ul>
            </>
          )}
          {now.value.requests.length === 0 ? (
            <p class="quiet">{words.noRequests}</p>
          ) : (
            <ul class="rows">
              {now.value.requests.map(request => (
                <Request key={request.id} {...{ request, employee, format }} onChanged={changed} />
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  );
}

function LeaveForm({
  today,
  onAsked,
  onCancel,
}: {
  today: string;
  onAsked: () => void;
  onCancel: () => void;
}) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = myTimeWords(language);
  const sending = useSending();
  const [leave, setLeave] = useState<(typeof ASKED_LEAVE)[number]>('annual');
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState(today);
  const [portion, setPortion] = useState<'day' | 'half'>('day');
  const [note, setNote] = useState('');
  const send = () =>
    void sending.send(async () => {
      const said = note.trim();
      await session.ask('/api/v1/requests', RequestDetail, {
        method: 'POST',
        body: { kind: 'leave', leave, from, to, portion, ...(said === '' ? {} : { note: said }) },
      });
      onAsked();
    });
  return (
    <Form sending={sending} onSubmit={send} label={words.askLeave}>
      <div class="form-row">
        <Select
          label={words.kind}
          name="leave"
          value={leave}
          options={ASKED_LEAVE.map(value => ({ value, name: words.leaveKinds[value] }))}
          onChange={setLeave}
        />
        <Select
          label={words.portion}
          name="portion"
          value={portion}
          options={[
            { value: 'day', name: words.wholeDay },
            { value: 'half', name: words.halfDay },
          ]}
          onChange={setPortion}
        />
        <DateField
          label={words.from}
          name="from"
          value={from}
          onInput={next => {
            setFrom(next);
            if (to < next) setTo(next);
          }}
        />
        <DateField label={words.to} name="to" value={to} onInput={setTo} />
      </div>
      <Field
        label={words.note}
        name="note"
        value={note}
        onInput={setNote}
        maxLength={500}
        isRequired={false}
      />
      <Problem sending={sending} />
      <div class="row-actions">
        <Submit sending={sending}>{words.ask}</Submit>
        <button type="button" class="button button-quiet" onClick={onCancel}>
          {formWords(language).cancel}
        </button>
      </div>
    </Form>
  );
}

interface OpenShiftProps {
  shift: OpenShiftView;
  format: Format;
  onAsked: () => void;
}

function OpenShift({ shift, format, onAsked }: OpenShiftProps) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = myTimeWords(language);
  const sending = useSending();
  const ask = () =>
    sending.send(async () => {
      await session.ask('/api/v1/requests', RequestDetail, {
        method: 'POST',
        body: { kind: 'open-shift', openShift: shift.id },
      });
      onAsked();
    });
  return (
    <li data-testid="open-shift">
      <div class="row-head">
        <span class="row-main">
          <b>
            {dateText(shift.date, language)}, {format.time(Date.parse(shift.startsAt))}–
            {format.time(Date.parse(shift.endsAt))}
          </b>
          <span class="quiet">
            {shift.name} · {words.seats(shift.seats - shift.taken)}
            {shift.note !== null && ` · ${shift.note}`}
          </span>
        </span>
        <button
          type="button"
          class="button button-small"
          aria-disabled={sending.isSending}
          onClick={() => void ask()}
        >
          {shift.mode === 'take' ? words.takeShift : words.wantShift}
        </button>
      </div>
      <Problem sending={sending} />
    </li>
  );
}

interface RequestProps {
  request: RequestView;
  employee: string;
  format: Format;
  onChanged: () => void;
}

function Request({ request, employee, format, onChanged }: RequestProps) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = myTimeWords(language);
  const sending = useSending();
  const { id, kind, state, person, from, to, leave, shift, decision } = request;
  const isOwn = person.employee === employee;
  const act = (what: 'withdrawal' | 'acceptance' | 'decline') =>
    void sending.send(async () => {
      await session.ask(`/api/v1/requests/${id}/${what}`, RequestDetail, { method: 'POST', body: {} });
      onChanged();
    });
  const dates =
    from === to ? dateText(from, language) : `${dateText(from, language)} – ${dateText(to, language)}`;
  const what = leave === null ? words.requestKinds[kind] : words.leaveKinds[leave.kind];
  return (
    <li data-testid="request" data-state={state} data-kind={kind}>
      <div class="row-head">
        <span class="row-main">
          <b>
            {what}, {dates}
          </b>
          {shift !== null && (
            <span>
              {shift.name}, {format.time(Date.parse(shift.startsAt))}–{format.time(Date.parse(shift.endsAt))}
            </span>
          )}
          <span class="quiet">
            {isOwn ? '' : `${words.offeredBy(person.name)} · `}
            {words.requestStates[state]}
            {decision !== null && ` ${words.decidedBy(decision.by)}`}
            {decision?.reason && `: ${decision.reason}`}
          </span>
        </span>
        <span class="row-actions">
          {isOwn && (state === 'asked' || state === 'offered') && (
            <button type="button" class="button button-quiet button-small" onClick={() => act('withdrawal')}>
              {words.withdraw}
            </button>
          )}
          {!isOwn && state === 'offered' && (
            <>
              <button type="button" class="button button-small" onClick={() => act('acceptance')}>
                {words.accept}
              </button>
              <button type="button" class="button button-quiet button-small" onClick={() => act('decline')}>
                {words.decline}
              </button>
            </>
          )}
        </span>
      </div>
      <Problem sending={sending} />
    </li>
  );
}

import { PairingApproved, PairingView } from '@tapclock/contracts';
import { useState } from 'preact/hooks';
import { nameFromPlace } from '../domain/terminal-name.ts';
import { terminalsWords } from '../i18n/terminals-words.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Field } from './field.tsx';
import { Form, Problem, Submit } from './form-parts.tsx';
import { Select } from './select.tsx';
import { useSending } from './sending.ts';

interface PairKioskProps {
  onPaired: (place: string) => void;
}

/** Type the code on the screen of a kiosk, compare it with what the hub knows, and let it in. */
export function PairKiosk({ onPaired }: PairKioskProps) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = terminalsWords(language);
  const sending = useSending();
  const [code, setCode] = useState('');
  const [kiosk, setKiosk] = useState<PairingView | null>(null);
  if (kiosk !== null)
    return <Approve code={code} kiosk={kiosk} onPaired={onPaired} onBack={() => setKiosk(null)} />;
  const find = () =>
    sending.send(async () => {
      const path = `/api/v1/pairings?code=${encodeURIComponent(code)}`;
      setKiosk((await session.ask(path, PairingView)).data);
    });
  return (
    <section class="block block-narrow" aria-labelledby="pair-title" data-testid="pair-kiosk">
      <h2 id="pair-title">{words.pair}</h2>
      <Form sending={sending} onSubmit={find}>
        <Field
          label={words.code}
          name="pairing-code"
          value={code}
          onInput={setCode}
          hint={words.pairLead}
          maxLength={40}
          class="field-code"
          hasFocus
        />
        <Problem sending={sending} />
        <Submit sending={sending}>{words.find}</Submit>
      </Form>
    </section>
  );
}

interface ApproveProps extends PairKioskProps {
  code: string;
  kiosk: PairingView;
  onBack: () => void;
}

const NAME_TAKEN = 'TERMINAL_NAME_TAKEN';

function Approve({ code, kiosk, onPaired, onBack }: ApproveProps) {
  const { stores, session } = useApp();
  const { language } = useLanguage();
  const words = terminalsWords(language);
  const sending = useSending();
  const sites = stores.sites.sites.value ?? [];
  const [site, setSite] = useState(stores.sites.chosen.value ?? sites[0]?.id ?? '');
  const [place, setPlace] = useState('');
  const [name, setName] = useState<string | null>(kiosk.knownAs);
  const [mayReplace, setMayReplace] = useState(false);
  const [wasTaken, setWasTaken] = useState(false);
  const id = name ?? nameFromPlace(place);
  const isTaken = wasTaken || sending.refused?.problem === NAME_TAKEN;
  const approve = () =>
    sending.send(async () => {
      setWasTaken(isTaken);
      const body = { code, site, id, place: place.trim(), replace: isTaken && mayReplace };
      const { data } = await session.ask('/api/v1/pairings/approve', PairingApproved, {
        method: 'POST',
        body,
      });
      onPaired(data.place);
    });
  return (
    <section class="block block-narrow" aria-labelledby="approve-title" data-testid="approve-kiosk">
      <h2 id="approve-title">{words.compare}</h2>
      <p class="quiet">{words.compareLead}</p>
      <dl class="facts">
        <dt>{words.key}</dt>
        <dd class="code-big">{kiosk.fingerprint}</dd>
        <dt>{words.device}</dt>
        <dd>{kiosk.device}</dd>
        <dt>{words.source}</dt>
        <dd>{kiosk.source}</dd>
        <dt>{words.version}</dt>
        <dd>{kiosk.versions.bridge}</dd>
        {kiosk.knownAs !== null && (
          <>
            <dt>{words.knownAs}</dt>
            <dd>{kiosk.knownAs}</dd>
          </>
        )}
      </dl>
      <Form sending={sending} onSubmit={approve}>
        <Select
          label={words.site}
          name="site"
          value={site}
          options={sites.map(one => ({ value: one.id, name: one.name }))}
          onChange={setSite}
        />
        <Field
          label={words.place}
          name="place"
          value={place}
          onInput={setPlace}
          hint={words.placeHint}
          maxLength={60}
          problem={sending.refused?.fields.get('place')}
          hasFocus
        />
        <Field
          label={words.name}
          name="terminal-name"
          value={id}
          onInput={setName}
          hint={words.nameHint}
          maxLength={64}
          problem={isTaken ? undefined : sending.refused?.fields.get('id')}
        />
        <Problem sending={sending} fields={isTaken ? [] : ['place', 'id']} />
        {isTaken && (
          <label class="check">
            <input
              type="checkbox"
              checked={mayReplace}
              onChange={event => setMayReplace(event.currentTarget.checked)}
            />
            <span>{words.replace}</span>
          </label>
        )}
        <Submit sending={sending}>{words.approve}</Submit>
        <button type="button" class="button button-quiet" onClick={onBack}>
          {words.otherCode}
        </button>
      </Form>
    </section>
  );
}

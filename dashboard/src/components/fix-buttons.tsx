import type { ExceptionDetail, ReadyFix, SettleRequest, TimesheetPunch } from '@tapclock/contracts';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { inboxWords } from '../i18n/inbox-words.ts';
import { useLanguage } from './app-context.ts';
import { FixForm, needsForm } from './fix-form.tsx';
import { Problem } from './form-parts.tsx';
import { useInbox } from './inbox-context.ts';
import { useSending } from './sending.ts';

interface FixButtonsProps {
  detail: ExceptionDetail;
  punches: readonly TimesheetPunch[];
  /** Most buttons; what is beyond stands behind `onMore`. */
  shownMax?: number;
  onMore?: () => void;
  /** Stands behind the buttons. */
  children?: ComponentChildren;
  /** Somebody looks at a fix: what it would do can be shown. null: at none. */
  onLook?: (fix: ReadyFix | null) => void;
}

/** The fixes as buttons, the right one first. One press settles, or opens the line that it needs. */
export function FixButtons({ detail, punches, shownMax, onMore, children, onLook }: FixButtonsProps) {
  const { desk } = useInbox();
  const { language } = useLanguage();
  const words = inboxWords(language);
  const sending = useSending();
  const [opened, setOpened] = useState<ReadyFix | null>(null);
  const settle = async (request: SettleRequest) => {
    if (await sending.send(() => desk.settle(detail, request))) setOpened(null);
  };
  const press = (fix: ReadyFix) => {
    sending.forget();
    if (needsForm(fix)) setOpened(fix);
    else void settle({ fix: fix.fix });
  };
  if (opened !== null) {
    return (
      <FixForm
        {...{ detail, punches, sending }}
        fix={opened}
        onSettle={request => void settle(request)}
        onCancel={() => {
          sending.forget();
          setOpened(null);
        }}
      />
    );
  }
  const shown = shownMax === undefined ? detail.fixes : detail.fixes.slice(0, shownMax);
  return (
    <div class="fixes">
      <div class="fix-buttons">
        {shown.map((fix, index) => (
          <button
            key={`${fix.fix} ${fix.label}`}
            type="button"
            class={index === 0 ? 'button button-small' : 'button button-quiet button-small'}
            aria-disabled={sending.isSending}
            data-fix={fix.fix}
            onClick={() => press(fix)}
            onPointerEnter={() => onLook?.(fix)}
            onPointerLeave={() => onLook?.(null)}
            onFocus={() => onLook?.(fix)}
            onBlur={() => onLook?.(null)}
          >
            {fix.label}
          </button>
        ))}
        {onMore && detail.fixes.length > shown.length && (
          <button type="button" class="button button-quiet button-small" onClick={onMore}>
            {words.more}
          </button>
        )}
        {children}
      </div>
      <Problem sending={sending} />
    </div>
  );
}

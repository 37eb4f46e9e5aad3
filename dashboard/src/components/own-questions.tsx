import { AnswerGiven, type ExplainedDay, type Question } from '@tapclock/contracts';
import { useState } from 'preact/hooks';
import { missedPunch, type PunchChange, statedPunch } from '../domain/punch-changes.ts';
import { dateText } from '../i18n/date-text.ts';
import type { Format } from '../i18n/format.ts';
import { myTimeWords } from '../i18n/my-time-words.ts';
import { useApp, useLanguage } from './app-context.ts';
import { Field } from './field.tsx';
import { Form, Problem, Submit } from './form-parts.tsx';
import { punchesOf } from './own-statements.tsx';
import { PunchChangesField } from './punch-changes-field.tsx';
import { useSending } from './sending.ts';

interface OwnQuestionsProps {
  questions: readonly Question[];
  days: readonly ExplainedDay[];
  today: string;
  format: Format;
  onAnswered: () => void;
}

/** What one was asked about one's taps, each with its answer. */
export function OwnQuestions({ questions, days, today, format, onAnswered }: OwnQuestionsProps) {
  const { language } = useLanguage();
  const words = myTimeWords(language);
  const [note, setNote] = useState('');
  /** What was asked, and when: the list may be older than the answer, and a new question about the same is another one. */
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set());
  const open = questions.filter(question => !answered.has(keyOf(question)));
  if (open.length === 0 && note === '') return null;
  return (
    <section class="block own-questions" data-testid="own-questions">
      <h2>{words.questions}</h2>
      {open.map(question => (
        <Answer
          key={keyOf(question)}
          {...{ question, days, today, format }}
          onAnswered={() => {
            setNote(words.answered);
            setAnswered(before => new Set(before).add(keyOf(question)));
            onAnswered();
          }}
        />
      ))}
      <p role="status" class="done-note">
        {note}
      </p>
    </section>
  );
}

function keyOf({ exception, askedAt }: Question): string {
  return `${exception} ${askedAt}`;
}

interface AnswerProps {
  question: Question;
  days: readonly ExplainedDay[];
  today: string;
  format: Format;
  onAnswered: () => void;
}

function Answer({ question, days, today, format, onAnswered }: AnswerProps) {
  const { session } = useApp();
  const { language } = useLanguage();
  const words = myTimeWords(language);
  const sending = useSending();
  const date = question.date ?? today;
  const [text, setText] = useState('');
  const [changes, setChanges] = useState<PunchChange[]>([]);
  const [isIncomplete, setIsIncomplete] = useState(false);
  const send = () => {
    const punches = changes.map(statedPunch);
    if (punches.includes(null)) return setIsIncomplete(true);
    setIsIncomplete(false);
    void sending.send(async () => {
      await session.ask(`/api/v1/exceptions/${question.exception}/answer`, AnswerGiven, {
        method: 'POST',
        body: { text, punches },
      });
      onAnswered();
    });
  };
  return (
    <div class="question" data-testid="question">
      <p>
        <b>
          {dateText(date, language)}: {question.message}
        </b>
        <br />
        <span class="quiet">{words.askedBy(question.askedBy)}:</span> {question.question}
      </p>
      <Form sending={sending} onSubmit={send} label={question.message}>
        {changes.length === 0 ? (
          <button
            type="button"
            class="button button-quiet button-small block-button"
            data-testid="say-tap"
            onClick={() =>
              setChanges([missedPunch(date, question.code === 'MISSING_IN' ? 'clock-in' : 'clock-out')])
            }
          >
            {words.sayTap}
          </button>
        ) : (
          <PunchChangesField
            changes={changes}
            onChange={setChanges}
            punches={punchesOf(days, date)}
            date={date}
            format={format}
          />
        )}
        <Field label={words.yourAnswer} name="answer" value={text} onInput={setText} maxLength={500} />
        {isIncomplete && (
          <p class="field-problem" role="alert">
            {words.incomplete}
          </p>
        )}
        <Problem sending={sending} />
        <div class="row-actions">
          <Submit sending={sending}>{words.answer}</Submit>
        </div>
      </Form>
    </div>
  );
}

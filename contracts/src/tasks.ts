import * as z from 'zod/mini';
import { CalendarDate } from './calendar.ts';
import { known, LocalDateText } from './policy.ts';
import { Count, EmployeeId, Instant, lineOfText, Slug, TaskCode } from './primitives.ts';
import { said } from './said.ts';

/** Most tasks of one request. */
export const TASKS_BULK_MAX = 100;
/** Most teams and people of one task, together. */
export const TASK_ASSIGNEES_MAX = 100;
export const TASK_TAGS_MAX = 20;
/** Most tags that one answer lists. */
export const TAGS_LISTED_MAX = 500;
const TITLE_MAX = 200;
const DESCRIPTION_MAX = 4_000;
/** Ten years of one person. */
const ESTIMATE_MINUTES_MAX = 1_000_000;

/** RFC 9562 UUID of a task, in lower case. */
export const TaskId = z.uuid().check(z.lowercase());
export type TaskId = z.infer<typeof TaskId>;

/** From least to most urgent. */
export const TaskPriority = z.enum(['low', 'normal', 'high', 'urgent']);
export type TaskPriority = z.infer<typeof TaskPriority>;

export const TaskStatus = z.enum(['todo', 'in-progress', 'done', 'archived']);
export type TaskStatus = z.infer<typeof TaskStatus>;

/** A word that groups tasks; kept in lower case, so that two spellings are one tag. */
export const TaskTag = lineOfText(40).check(z.toLowerCase());
export type TaskTag = z.infer<typeof TaskTag>;

const isOnce = (list: readonly string[]): boolean => new Set(list).size === list.length;
const ONCE = said({ en: 'must name each once', de: 'darf jeden Eintrag nur einmal nennen' });
const NO_CONTROLS = /^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$/u;

/** Text of several lines; may be empty. */
const Description = z.string().check(
  z.trim(),
  z.maxLength(DESCRIPTION_MAX),
  z.refine(
    text => NO_CONTROLS.test(text),
    said({ en: 'must be text without control characters', de: 'muss Text ohne Steuerzeichen sein' }),
  ),
  z.meta({ pattern: NO_CONTROLS.source }),
);

/** Who may book time on a task: teams of its site and people of it. Nobody named: everybody of the site. */
export const TaskAssignees = known({
  teams: z._default(z.array(Slug).check(z.maxLength(TASK_ASSIGNEES_MAX), z.refine(isOnce, ONCE)), []),
  people: z._default(z.array(EmployeeId).check(z.maxLength(TASK_ASSIGNEES_MAX), z.refine(isOnce, ONCE)), []),
}).check(
  z.refine(
    ({ teams, people }) => teams.length + people.length <= TASK_ASSIGNEES_MAX,
    said({
      en: `must name at most ${TASK_ASSIGNEES_MAX} teams and people together`,
      de: `darf zusammen höchstens ${TASK_ASSIGNEES_MAX} Teams und Personen nennen`,
    }),
  ),
);
export type TaskAssignees = z.infer<typeof TaskAssignees>;

const CONTENT = {
  title: lineOfText(TITLE_MAX),
  description: z._default(Description, ''),
  tags: z._default(z.array(TaskTag).check(z.maxLength(TASK_TAGS_MAX), z.refine(isOnce, ONCE)), []),
  priority: z._default(TaskPriority, 'normal'),
  /** Last date on which it is in time, by the site's calendar. */
  dueOn: z._default(z.nullable(CalendarDate), null),
  /** How long it should take all who work on it together. */
  estimateMinutes: z._default(z.nullable(z.int().check(z.minimum(1), z.maximum(ESTIMATE_MINUTES_MAX))), null),
  area: z._default(z.nullable(Slug), null),
  assignees: z._default(TaskAssignees, { teams: [], people: [] }),
};

/** What a task says, as a whole: what is left out is as if it had never been said. */
export const TaskContent = known(CONTENT);
export type TaskContent = z.infer<typeof TaskContent>;

/** A new task. Its site and code stay for ever: time is booked on them. */
export const NewTask = known({ site: Slug, code: TaskCode, ...CONTENT });
export type NewTask = z.infer<typeof NewTask>;

/** Each task is read and answered by itself: one that is wrong does not stop the others. */
export const NewTasks = known({
  tasks: z.array(z.unknown()).check(z.minLength(1), z.maxLength(TASKS_BULK_MAX)),
});
export type NewTasks = z.infer<typeof NewTasks>;

export const TaskStatusChange = known({ status: TaskStatus });
export type TaskStatusChange = z.infer<typeof TaskStatusChange>;

/** A task as the API shows it. */
export const TaskView = z.object({
  id: TaskId,
  site: Slug,
  code: TaskCode,
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  priority: TaskPriority,
  status: TaskStatus,
  dueOn: z.nullable(LocalDateText),
  estimateMinutes: z.nullable(Count),
  area: z.nullable(Slug),
  /** Everybody of the site may book on it. */
  forEverybody: z.boolean(),
  /** People are those within reach of who asks. */
  assignees: z.object({ teams: z.array(Slug), people: z.array(EmployeeId) }),
  /** Worked on it by everybody, whole minutes. */
  bookedMinutes: Count,
  /** More is booked than was estimated. */
  overbooked: z.boolean(),
  /** Not done, and the date on which it was due is over at its site. */
  overdue: z.boolean(),
  version: z.int(),
  createdBy: z.string(),
  createdAt: Instant,
  changedAt: Instant,
});
export type TaskView = z.infer<typeof TaskView>;

/** What became of one of several new tasks. `known`: it is there already and says the same. */
export const TaskMade = z.object({
  made: z.enum(['created', 'known']),
  id: TaskId,
  code: TaskCode,
  version: z.int(),
});
export type TaskMade = z.infer<typeof TaskMade>;

/** Time that one person booked on a task on one date that pays it: overtime counts on the last date of its week. */
export const BookedTime = z.object({
  employee: EmployeeId,
  number: z.string(),
  name: z.string(),
  date: LocalDateText,
  minutes: Count,
});
export type BookedTime = z.infer<typeof BookedTime>;

/** A tag in use, and how many tasks have it that are not archived. */
export const TagCount = z.object({ tag: z.string(), tasks: Count });
export type TagCount = z.infer<typeof TagCount>;

/** Time that was booked on a code which no task of the site has. */
export const UnknownTask = z.object({
  site: Slug,
  code: z.string(),
  minutes: Count,
  people: Count,
  lastOn: LocalDateText,
});
export type UnknownTask = z.infer<typeof UnknownTask>;

/** Why something cannot be done with a task, as `details[].code` of the error. */
export const TaskRefusal = z.enum([
  'TASK_CODE_TAKEN',
  'TASK_IS_DONE',
  'TASK_IS_ARCHIVED',
  'TASK_OF_ANOTHER_SITE',
  'TASK_OF_OTHERS',
  'STATUS_DOES_NOT_FOLLOW',
  'UNKNOWN_AREA',
  'UNKNOWN_TEAM',
  'UNKNOWN_EMPLOYEE',
  'OUT_OF_REACH',
]);
export type TaskRefusal = z.infer<typeof TaskRefusal>;

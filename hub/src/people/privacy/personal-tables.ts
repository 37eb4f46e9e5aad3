import type { Said } from '@tapclock/contracts';

/** One table with data about people, and how the rows of one person are read; `$1` is the person, `$2` how many rows at most. */
export interface PersonalTable {
  table: string;
  /** What it is, in words for the person. */
  about: Said;
  select: string;
}

/** Rows that carry the person in a column of their own, without the columns that would give a secret away. */
function ofEmployee(
  table: string,
  about: Said,
  options: { order: string; without?: readonly string[]; column?: string },
): PersonalTable {
  const { order, without = [], column = 'employee_id' } = options;
  const hidden = without.map(name => ` - '${name}'`).join('');
  return {
    table,
    about,
    select: `select to_jsonb(t)${hidden} as row from ${table} t where t.${column} = $1 order by ${order} limit $2`,
  };
}

/**
 * Every table that says anything about one person, for whoever asks for all of it (GDPR, article 15). A table with a column of employees that is
 * missing here fails a test. Digests of badges, hashes of PINs and passwords and sealed secrets are left out: they say nothing to the person and
 * much to a thief.
 */
export const PERSONAL_TABLES: readonly PersonalTable[] = [
  ofEmployee(
    'employee',
    { en: 'name, number, where you belong', de: 'Name, Nummer, wohin Sie gehören' },
    {
      column: 'id',
      order: 'id',
      without: ['pin_hash', 'words'],
    },
  ),
  ofEmployee('birth_date', { en: 'your date of birth', de: 'Ihr Geburtsdatum' }, { order: 'employee_id' }),
  ofEmployee(
    'credential',
    { en: 'badges: from when until when', de: 'Ausweise: von wann bis wann' },
    { order: 'issued_at, id', without: ['digest'] },
  ),
  {
    table: 'punch',
    about: { en: 'what you clocked', de: 'was Sie gestempelt haben' },
    select: `select to_jsonb(t) || jsonb_build_object('body', t.body - 'credential') as row from punch t
             where t.employee_id = $1 order by t.occurred_at, t.punch_id limit $2`,
  },
  ofEmployee('presence', { en: 'whether you are in', de: 'ob Sie da sind' }, { order: 'employee_id' }),
  ofEmployee(
    'correction',
    {
      en: 'how your punches are read otherwise, by whom and why',
      de: 'wie Ihre Stempelungen anders gelesen werden, durch wen und warum',
    },
    { order: 'made_at, id' },
  ),
  ofEmployee('assignment', { en: 'planned shifts', de: 'geplante Schichten' }, { order: 'starts_at, id' }),
  ofEmployee(
    'plan_draft',
    {
      en: 'shifts that are planned and not published yet',
      de: 'Schichten, die geplant und noch nicht veröffentlicht sind',
    },
    { order: 'date' },
  ),
  ofEmployee(
    'rotation_entry',
    { en: 'rotations that you stand on', de: 'Rotationen, auf denen Sie stehen' },
    { order: 'starts_on, id' },
  ),
  ofEmployee(
    'employee_qualification',
    { en: 'what you may be planned for', de: 'wofür Sie eingeplant werden dürfen' },
    { order: 'qualification' },
  ),
  ofEmployee('leave_day', { en: 'days off', de: 'freie Tage' }, { order: 'date, code' }),
  ofEmployee(
    'calendar_change',
    { en: 'who changed days off', de: 'wer freie Tage geändert hat' },
    { order: 'id' },
  ),
  ofEmployee(
    'leave_entitlement',
    { en: 'how much leave you may take', de: 'wie viel Urlaub Ihnen zusteht' },
    { order: 'year, kind' },
  ),
  {
    table: 'request',
    about: {
      en: 'what you asked for, and what others asked of you',
      de: 'was Sie beantragt haben und was andere von Ihnen wollten',
    },
    select: `select to_jsonb(t) as row from request t where t.employee_id = $1 or t.others @> array[$1::uuid]
             order by t.made_at, t.id limit $2`,
  },
  {
    table: 'request_entry',
    about: {
      en: 'what became of your requests, and what you answered to others',
      de: 'was aus Ihren Anträgen wurde und was Sie anderen geantwortet haben',
    },
    // Why somebody else would not is theirs.
    select: `select to_jsonb(t) - case when t.what = 'declined' and t.employee_id is distinct from $1 then 'reason' else '' end as row
             from request_entry t join request r on r.id = t.request_id
             where r.employee_id = $1 or t.employee_id = $1 order by t.at, t.request_id, t.version limit $2`,
  },
  ofEmployee(
    'calendar_link',
    { en: 'since when your phone follows your plan', de: 'seit wann Ihr Telefon Ihrem Plan folgt' },
    { order: 'made_at', without: ['digest'] },
  ),
  ofEmployee(
    'policy_assignment',
    { en: 'rules that hold for you alone', de: 'Regeln, die nur für Sie gelten' },
    { order: 'valid_from, id' },
  ),
  ofEmployee('day_record', { en: 'hours of each day', de: 'Stunden jedes Tages' }, { order: 'date' }),
  ofEmployee(
    'day_change',
    { en: 'days whose hours came out otherwise', de: 'Tage, deren Stunden anders ausfielen' },
    { order: 'date' },
  ),
  ofEmployee(
    'timesheet_due',
    { en: 'days that are to be counted anew', de: 'Tage, die neu zu zählen sind' },
    { order: 'employee_id' },
  ),
  ofEmployee(
    'exception',
    {
      en: 'what was to be settled about your time, and how it was',
      de: 'was an Ihrer Zeit zu klären war und wie es geklärt wurde',
    },
    { order: 'at, id', without: ['seen_xid', 'seen_position'] },
  ),
  ofEmployee(
    'task_assignee',
    { en: 'tasks that name you', de: 'Aufgaben, die Sie nennen' },
    { order: 'task_id' },
  ),
  ofEmployee(
    'task_time',
    { en: 'time that you booked on tasks', de: 'Zeit, die Sie auf Aufgaben gebucht haben' },
    { order: 'date, code' },
  ),
  ofEmployee(
    'sheet_approval',
    { en: 'who approved your hours', de: 'wer Ihre Stunden freigegeben hat' },
    { order: 'made_at, id' },
  ),
  ofEmployee(
    'attestation',
    { en: 'days that you said are right', de: 'Tage, deren Stunden Sie bestätigt haben' },
    { order: 'date, id' },
  ),
  ofEmployee(
    'locked_sheet',
    {
      en: 'timesheets that were locked and paid; their content by the lists of the API',
      de: 'Stundenzettel, die gesperrt und bezahlt wurden; ihr Inhalt über die Listen der API',
    },
    {
      order: 'lock_id',
      without: ['inputs', 'sheet'],
    },
  ),
  ofEmployee(
    'statement',
    {
      en: 'what you said about your punches, and what was decided',
      de: 'was Sie zu Ihren Stempelungen angegeben haben, und was entschieden wurde',
    },
    { order: 'stated_at, id' },
  ),
  {
    table: 'account',
    about: { en: 'your login', de: 'Ihr Zugang' },
    // Named one by one: this table gains secrets as the ways to log in grow.
    select: `select jsonb_build_object('id', a.id, 'email', a.email, 'name', a.name, 'role', a.role, 'language', a.language,
                    'created_at', a.created_at, 'disabled_at', a.disabled_at, 'last_login_at', a.last_login_at) as row
             from account a where a.employee_id = $1 order by a.id limit $2`,
  },
  {
    table: 'account_team',
    about: { en: 'teams that your login leads', de: 'Teams, die Ihr Zugang leitet' },
    select: `select to_jsonb(t) as row from account_team t join account a on a.id = t.account_id
             where a.employee_id = $1 order by t.site_id, t.team_id limit $2`,
  },
  {
    table: 'session',
    about: { en: 'where you were logged in', de: 'wo Sie angemeldet waren' },
    select: `select jsonb_build_object('id', s.id, 'created_at', s.created_at, 'last_used_at', s.last_used_at,
                    'ended_at', s.ended_at, 'ended_why', s.ended_why, 'user_agent', s.user_agent) as row
             from session s join account a on a.id = s.account_id
             where a.employee_id = $1 order by s.created_at, s.id limit $2`,
  },
  {
    table: 'notification',
    about: { en: 'what you were told', de: 'was Ihnen mitgeteilt wurde' },
    select: `select to_jsonb(t) as row from notification t join account a on a.id = t.account_id
             where a.employee_id = $1 order by t.at, t.id limit $2`,
  },
  {
    table: 'notification_setting',
    about: { en: 'what you want to be told', de: 'was Sie mitgeteilt haben wollen' },
    select: `select to_jsonb(t) as row from notification_setting t join account a on a.id = t.account_id
             where a.employee_id = $1 order by t.account_id limit $2`,
  },
  {
    table: 'mail',
    about: { en: 'mails to you, without their text', de: 'E-Mails an Sie, ohne ihren Text' },
    select: `select to_jsonb(t) - 'claim' - 'claimed_until' as row from mail t join account a on a.id = t.account_id
             where a.employee_id = $1 order by t.made_at, t.id limit $2`,
  },
  ofEmployee(
    'invitation',
    { en: 'invitations to log in', de: 'Einladungen zum Anmelden' },
    { order: 'created_at, id', without: ['digest'] },
  ),
  ofEmployee(
    'people_import_row',
    { en: 'rows of files that were about you', de: 'Zeilen von Dateien, die Sie betrafen' },
    {
      order: 'import_id, line',
      without: ['digest'],
    },
  ),
  ofEmployee(
    'erasure',
    { en: 'what was erased of you', de: 'was von Ihnen gelöscht wurde' },
    { order: 'made_at' },
  ),
  {
    table: 'audit_entry',
    about: { en: 'who changed or looked at your data', de: 'wer Ihre Daten geändert oder angesehen hat' },
    select: `select to_jsonb(t) - 'xid' - 'people' - 'session_id' - 'source' as row from audit_entry t
             where t.people @> array[$1::uuid] order by t.position limit $2`,
  },
  {
    table: 'event_log',
    about: {
      en: 'what was told to the other parts of the system about you',
      de: 'was den anderen Teilen des Systems über Sie mitgeteilt wurde',
    },
    select: `select to_jsonb(t) - 'xid' as row from event_log t where t.key = $1::text order by t.position limit $2`,
  },
];

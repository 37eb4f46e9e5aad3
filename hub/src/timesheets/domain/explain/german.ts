import type { OvertimeTier, PremiumRule, RoundingRule } from '@tapclock/contracts';
import { type EngineFindingCode, isEngineFinding } from '../findings/finding.ts';
import { lengthOfMinutes, type Phrasebook, type PhraseDetails } from './phrasebook.ts';

const MODES: Record<RoundingRule['mode'], string> = {
  nearest: 'auf die nächsten',
  up: 'aufwärts auf',
  down: 'abwärts auf',
};

const BEGUN: Record<PremiumRule['begun'], string> = {
  anyDay: '',
  dayBefore: ', für am Vortag begonnene Arbeit',
  sameDay: ', für an diesem Tag begonnene Arbeit',
};

const WEEKDAYS = ['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag', 'Sonntag'];

function rounding({ policy, index }: PhraseDetails): string {
  const rule = policy.rounding[index];
  if (!rule) return 'gerundet';
  const grace = rule.graceMin > 0 ? ` mit ${rule.graceMin} min Karenz` : '';
  const within = rule.onlyWithin ? `, nur bis ${rule.onlyWithin.windowMin} min um den Sollwert` : '';
  return `${MODES[rule.mode]} ${rule.unitMin} min gerundet${grace}${within}`;
}

function factor(rate: number): string {
  return `${String(rate).replace('.', ',')}-fach bezahlt`;
}

function over(tier: OvertimeTier | undefined, per: string): string {
  return tier ? `über ${lengthOfMinutes(tier.afterMin)} ${per}, ${factor(tier.rate)}` : `Überstunde ${per}`;
}

/** German. */
export const GERMAN: Phrasebook = {
  rules: {
    correction: ({ correction }) => `korrigiert von ${correction.by}: ${correction.why}`,
    'pair.punches': ({ clockIn, clockOut }) => `gekommen ${clockIn}, gegangen ${clockOut}`,
    'pair.auto-closed': ({ clockIn, policy }) =>
      `gekommen ${clockIn}, Gehen fehlt; laut Regelwerk nach den geplanten Stunden plus ${policy.autoClose?.toleranceMin ?? 0} min beendet`,
    'round.in': details => `Kommen ${rounding(details)}`,
    'round.out': details => `Gehen ${rounding(details)}`,
    'round.duration': details => `Dauer ${rounding(details)}`,
    'round.mealTotal': details => `Essenspause ${rounding(details)}`,
    'round.dayTotal': details => `Tagessumme ${rounding(details)}`,
    'round.no-overlap': () => 'beginnt, wo die Anwesenheit davor nach Rundung endet',
    'pause.break-is-meal': ({ policy }) =>
      `Pause ab ${Math.max(policy.breakIsMealFromMin ?? 0, policy.meal.minUnpaidMin)} min, gelesen als Essenspause`,
    'pause.meal.unpaid': ({ policy }) => `Essenspause ab ${policy.meal.minUnpaidMin} min, unbezahlt`,
    'pause.meal.short-is-work': ({ policy }) =>
      `Essenspause unter ${policy.meal.minUnpaidMin} min zählt als Arbeit`,
    'pause.break.paid': ({ policy }) => `Pause bis ${policy.break.paidMaxMin} min, bezahlt`,
    'pause.break.unpaid': ({ policy }) =>
      policy.break.paidMaxMin === 0
        ? 'Pause, unbezahlt'
        : `Pause über ${policy.break.paidMaxMin} min, unbezahlt`,
    'add.paidMeal': ({ policy }) => `Essenspause bis ${policy.paidMeal?.maxMin ?? 0} min bezahlt`,
    'add.paidBreak': ({ policy }) => `Pause bis ${policy.paidBreak?.maxMin ?? 0} min bezahlt`,
    'day.shiftStart': ({ date }) => `gezählt am ${date}, an dem die Schicht begann`,
    'day.shiftEnd': ({ date }) => `gezählt am ${date}, an dem die Schicht endete`,
    'day.majority': ({ date }) => `gezählt am ${date}, auf den der größte Teil der Schicht fällt`,
    'day.splitMidnight': ({ date }) => `gezählt am ${date}, um Mitternacht geteilt`,
    'day.workdayStart': ({ date, policy }) => `gezählt am ${date}, dem Arbeitstag ab ${policy.workdayStart}`,
    'day.rolling24': ({ date }) => `gezählt am ${date}, innerhalb von 24 Stunden ab der ersten Arbeit`,
    'deduct.auto': ({ policy, index }) =>
      `abgezogen: ${policy.autoDeduct[index]?.deductMin ?? 0} min ab ${lengthOfMinutes(policy.autoDeduct[index]?.afterMin ?? 0)} am Tag`,
    'deduct.statutory.sliding': () =>
      'abgezogen: nicht genommene gesetzliche Pause, höchstens bis die Arbeit in der Grenze liegt',
    'deduct.statutory.strict': () => 'abgezogen: nicht genommene gesetzliche Pause, in voller Länge',
    'top-up.minShift': ({ policy }) =>
      `Schicht auf ${lengthOfMinutes(policy.minShift?.minMin ?? 0)} aufgefüllt, nicht gearbeitet`,
    'job.changed': ({ segment }) =>
      segment.job === null ? 'auf keinen Auftrag gebucht' : `gebucht auf ${segment.job}`,
    'ot.daily': ({ policy, index }) => over(policy.ot.daily[index], 'am Tag'),
    'ot.schedule': ({ policy }) => `über den Planstunden des Tages, ${factor(policy.ot.schedule?.rate ?? 1)}`,
    'ot.employerTolerance': ({ policy }) =>
      `Mehrarbeit bis ${policy.ot.employerToleranceMin} min am Tag ist normale Zeit`,
    'ot.seventhDay': ({ policy, index }) =>
      over(
        policy.ot.seventhDay?.tiers[index],
        `am ${policy.ot.seventhDay?.nth ?? 7}. Tag in Folge der Arbeitswoche`,
      ),
    'ot.consecutive': ({ policy, index }) => over(policy.ot.consecutive[index], 'am Stück'),
    'ot.weekly': ({ policy, index }) => over(policy.ot.weekly[index], 'in der Arbeitswoche'),
    'ot.biweekly': ({ policy, index }) => over(policy.ot.biweekly[index], 'in 14 Tagen'),
    premium: ({ policy, index }) => {
      const rule = policy.premiums[index];
      if (!rule) return 'Zuschlag';
      const days = rule.days === null ? '' : ` am ${rule.days.map(day => WEEKDAYS[day - 1]).join(', ')}`;
      const holidays = rule.holidaysOnly ? ' an Feiertagen' : '';
      const over = rule.overMin > 0 ? `, wenn es mehr als ${lengthOfMinutes(rule.overMin)} sind` : '';
      return `Zuschlag ${rule.code} für Ortszeit von ${rule.from} bis ${rule.to}${days}${holidays}${BEGUN[rule.begun]}${over}`;
    },
  },
  regular: 'normale Zeit',
  paid: code => `bezahlt als ${code}`,
  unpaid: 'nicht bezahlt',
  findings: ({ code }, amount, limit) =>
    isEngineFinding(code) ? FINDINGS[code](amount, limit) : `${code}: ${amount} über ${limit}`,
};

const FINDINGS: Record<EngineFindingCode, (amount: string, limit: string) => string> = {
  DUPLICATE: () => 'dieselbe Stempelung noch einmal; die erste zählt',
  MISSING_OUT: () => 'Gehen fehlt: bezahlt wird erst, wenn jemand das Ende nachträgt',
  MISSING_IN: () => 'folgt auf kein Kommen: dafür wird nichts bezahlt',
  MISSING_PAUSE_START: () => 'Ende einer Pause ohne Beginn; nicht berücksichtigt',
  MISSING_PAUSE_END: () => 'eine Pause, deren Ende nicht gebucht wurde',
  STILL_OPEN: () => 'noch anwesend; zählt mit dem Gehen',
  AUTO_CLOSED: () => 'Gehen fehlt: laut Regelwerk beendet',
  CORRECTION_WITHOUT_PUNCH: () => 'Korrektur einer Stempelung, die es nicht gibt',
  LATE: amount => `${amount} zu spät`,
  EARLY: amount => `${amount} zu früh gegangen`,
  NO_SHOW: amount => `zu einer geplanten Schicht von ${amount} nicht erschienen`,
  BREAK_NOT_TAKEN: (amount, limit) => `von ${limit} Pflichtpause fehlen ${amount}`,
  BREAK_LATE: (amount, limit) => `${amount} mehr als ${limit} Arbeit hintereinander ohne Pause`,
  MEAL_LATE: (amount, limit) => `Essenspause begann ${amount} nach Ablauf von ${limit}`,
  MEAL_LATE_UNSETTLED: (amount, limit) =>
    `Essenspause begann ${amount} nach ${limit} Anwesenheit, aber nicht nach ebenso viel Arbeit: rechtlich offen`,
  MEAL_SHORT: (amount, limit) => `Essenspause war ${amount} kürzer als ${limit}`,
  MEAL_MISSED: (_amount, limit) => `keine Essenspause; fällig war sie nach ${limit}`,
  MEAL_NEAR_EDGE: (amount, limit) =>
    `Essenspause lag ${amount} näher als ${limit} an Beginn oder Ende der Schicht; so weit entfernt, wo es möglich ist`,
  REST_BREAK_MISSED: (amount, limit) => `von ${limit} Kurzpausen wurden ${amount} nicht gebucht`,
  SPLIT_SHIFT: amount => `der Tag war durch ${amount} frei geteilt`,
  SENT_HOME_EARLY: (amount, limit) =>
    `zu geplanter Arbeit erschienen und nach Hause geschickt; bis zu den mindestens bezahlten ${limit} fehlen ${amount}`,
  REST_SHORT: (amount, limit) => `vor dieser Arbeit fehlen ${amount} an ${limit} Ruhezeit`,
  WEEKLY_REST_MISSING: (_amount, limit) => `keine Ruhezeit von ${limit} innerhalb von sieben Tagen`,
  MINOR_DAY_LIMIT: (amount, limit) => `${amount} über den ${limit}, die Jugendliche am Tag arbeiten dürfen`,
  MINOR_WEEK_LIMIT: (amount, limit) =>
    `${amount} über den ${limit}, die Jugendliche in der Woche arbeiten dürfen`,
  MINOR_REST_SHORT: (amount, limit) => `es fehlen ${amount} an den ${limit} Ruhezeit für Jugendliche`,
  MINOR_HOURS: amount => `${amount} außerhalb der Zeiten, zu denen Jugendliche arbeiten dürfen`,
};

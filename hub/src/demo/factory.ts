import type { Language } from '@tapclock/contracts';
import { v5 as uuidFrom } from 'uuid';
import type { NewEmployee, NewSite } from '../people/index.ts';
import { shortName } from '../people/index.ts';
import type { NewShift } from '../scheduling/index.ts';

/** Names everything in the demo, so that making it twice makes the same. */
export const DEMO_NAMESPACE = 'b5a4e5a2-6f0e-4f0c-8f5e-0f6c3f1f7a10';

export const DEMO_SITE: NewSite = {
  id: 'werk-nord',
  name: 'Werk Nord',
  zone: 'Europe/Berlin',
  language: 'en',
  areas: [
    { id: 'assembly', name: 'Assembly' },
    { id: 'press-shop', name: 'Press shop' },
    { id: 'logistics', name: 'Logistics' },
  ],
  teams: [
    { id: 'early', name: 'Early team' },
    { id: 'day', name: 'Day team' },
    { id: 'late', name: 'Late team' },
    { id: 'night', name: 'Night team' },
  ],
};

export type DemoTeam = 'early' | 'day' | 'late' | 'night';

const GRACE_SECONDS = 300;

/** One shift a team. */
export const DEMO_SHIFTS: Record<DemoTeam, NewShift> = {
  early: demoShift('Early', '06:00', '14:00'),
  day: demoShift('Day', '08:00', '16:30'),
  late: demoShift('Late', '14:00', '22:00'),
  night: demoShift('Night', '22:00', '06:00'),
};

export interface DemoPerson {
  id: string;
  /** Place within the team: decides habits and days off. */
  rank: number;
  number: string;
  givenName: string;
  familyName: string;
  shortName: string;
  language: Language;
  area: string;
  team: DemoTeam;
  /** Raw EM4100 value as readers see it, ten hex digits. */
  badge: string;
}

/** Who can also come with a PIN, and which: printed at the start, in demo data only. */
export const DEMO_PIN = { number: '1004', pin: '4711' };

/** Badges that belong to nobody, to see what an unknown one does. */
export const UNKNOWN_BADGES = ['6700402B17', '6700402B18'];

const EARLY_ASSEMBLY =
  'Maria Schmidt de|Jonas Weber de|Amir Tahiri en|Lena Möller de|Zofia Wójcik en|Deniz Aydın de|Paul Richter de';
const EARLY_OTHER =
  'Ines Ferreira en|Tomasz Bąk en|Aylin Çelik de|Ben Wagner de|Nina Krüger de|Karim Benali en';
const DAY =
  'Hanna Schulz de|David Okafor en|Stefan Bauer de|Elif Şahin de|Marta Kowalska en|Julia Fischer de|Thomas Braun de';
const LATE =
  'Mehmet Yılmaz de|Olga Petrova en|Luca Romano en|Sabine Vogel de|Omar Farah en|Clara Hoffmann de|Peter Neumann de|' +
  'Ewa Zielińska en|Markus Weiß de|Fatima El Amrani en|Jan Nowak en|Laura Klein de';
const NIGHT =
  'Anna Becker de|Milan Jovanović en|Ahmed Hassan en|Katharina Lang de|Ryan Clarke en|Thi Lan Nguyen de|Viktor Kovács en|' +
  'Petra Schwarz de|Samuel Adeyemi en';

/** The people of the demo factory, always the same. */
export const DEMO_PEOPLE: readonly DemoPerson[] = [
  ...team('early', `${EARLY_ASSEMBLY}|${EARLY_OTHER}`),
  ...team('day', DAY),
  ...team('late', LATE),
  ...team('night', NIGHT),
].map((person, index) => ({ ...person, ...numbers(index) }));

/** A demo person as the people feature takes it in. */
export function newEmployee(
  person: DemoPerson,
  credentials: readonly string[],
  pinHash: string | null,
): NewEmployee {
  const { id, number, givenName, familyName, language, area } = person;
  return {
    id,
    site: DEMO_SITE.id,
    area,
    team: person.team,
    number,
    givenName,
    familyName,
    shortName: person.shortName,
    language,
    pinHash,
    credentials,
  };
}

/** The ten decimal digits most badges carry in print (DEZ 10): the lower 32 bits. */
export function printedNumber(badge: string): string {
  return String(Number.parseInt(badge.slice(2), 16)).padStart(10, '0');
}

function team(name: DemoTeam, people: string): Omit<DemoPerson, 'id' | 'number' | 'badge'>[] {
  return people.split('|').map((entry, rank) => {
    const words = entry.split(' ');
    const language: Language = words.at(-1) === 'de' ? 'de' : 'en';
    const familyName = words.at(-2) ?? '';
    const givenName = words.slice(0, -2).join(' ');
    const area = DEMO_SITE.areas[areaIndex(name, rank)]?.id ?? 'assembly';
    return {
      rank,
      givenName,
      familyName,
      shortName: shortName(givenName, familyName),
      language,
      area,
      team: name,
    };
  });
}

/** The early team's first seven work in assembly; everybody else is spread over the three areas. */
function areaIndex(name: DemoTeam, rank: number): number {
  return name === 'early' && rank < 7 ? 0 : (rank + (name === 'early' ? 0 : 1)) % 3;
}

function numbers(index: number): Pick<DemoPerson, 'id' | 'number' | 'badge'> {
  const number = String(1001 + index);
  // The first badge is a real one whose frame and printed number are published; the others follow it in steps.
  const badge = `67${(0x003b51c6 + index * 1009).toString(16).toUpperCase().padStart(8, '0')}`;
  return { id: uuidFrom(`employee ${number}`, DEMO_NAMESPACE), number, badge };
}

function demoShift(name: string, startsLocal: string, endsLocal: string): NewShift {
  return {
    id: uuidFrom(`shift ${name}`, DEMO_NAMESPACE),
    site: DEMO_SITE.id,
    name,
    startsLocal,
    endsLocal,
    graceSeconds: GRACE_SECONDS,
  };
}

/**
 * Words that lists of leaked passwords begin with, English and German, and what people put around them. No published list was copied: these
 * were written down for this purpose. With the endings that `isCommonPassword` takes off and the spellings it undoes, they stand for many
 * thousands of passwords of 12 characters and more; shorter ones are refused for their length.
 */
const WORDS = `
password passwort passwd pass kennwort losung secret geheim geheimnis welcome willkommen hello hallo login logon signin anmelden anmeldung access
zugang zutritt enter letmein openup open sesame sesam changeme change andern wechsel default standard initial start starten temp temporary
test tester testing demo sample beispiel guest gast user benutzer admin administrator root master superuser super system server service support
office company firma arbeit work working worker job shift schicht clock stempeluhr uhr time zeit terminal kiosk factory fabrik werk halle
love liebe iloveyou ich dich liebedich schatz schatzi baby honey darling sweetheart princess prinzessin angel engel heart herz kiss kuss forever
immer family familie mother mutter mama father vater papa sister brother bruder schwester friend freund freunde freundin friends
monkey affe dragon drache tiger lion eagle adler wolf bear shadow schatten phoenix butterfly schmetterling cookie flower blume blumen sunflower
sonnenblume rose lily daisy cat katze kitty dog hund hunde puppy horse pferd mouse maus hase fisch
summer sommer winter spring fruhling autumn herbst monday montag tuesday dienstag wednesday mittwoch thursday donnerstag friday freitag saturday
samstag sunday sonntag january januar february februar march april june juni july juli august september october oktober november december dezember
sunshine sonne sonnenschein sun moon mond star stern sterne starwars star wars trek matrix batman superman spiderman ironman pokemon pikachu naruto
minecraft fortnite warcraft playstation nintendo xbox zelda mario football fussball baseball basketball hockey soccer tennis golf bayern munchen
dortmund schalke borussia hamburg berlin koln werder liverpool chelsea arsenal barcelona madrid juventus ferrari porsche mercedes audi bmw
volkswagen opel mustang corvette harley yamaha honda toyota computer internet google facebook instagram whatsapp youtube amazon microsoft windows
apple iphone samsung android linux ubuntu oracle cisco telekom vodafone orange banana banane apfel cheese kase coffee kaffee schokolade chocolate
pepper ginger bier beer wein whisky killer hunter jager ranger soldier warrior krieger ninja pirate knight ritter king konig queen konigin prince
jesus gott god lord christ angelo trustno trust number nummer eins one zwei two three drei four vier five funf six sechs seven sieben eight acht
nine neun ten zehn zero null abc qwe asd yxc zxc xyz aaa my mein meine the der die das and und is ist for fur me mich mir you du your dein of von
in im new neu neues old alt big gross little klein black schwarz white weiss blue blau green grun red rot yellow gelb gold silver silber
michael thomas andreas stefan stephan christian daniel martin peter alexander maximilian sebastian tobias florian markus matthias patrick robert
william james charlie george jordan jessica jennifer michelle nicole ashley amanda sandra sabine susanne claudia petra monika andrea stefanie
katharina julia laura lisa anna maria sarah hannah marie sophie emma lena charlotte deutschland germany osterreich schweiz america england london
paris newyork dallas austin texas hannover stuttgart frankfurt dresden leipzig bremen please bitte danke thanks goodbye morning morgen night nacht
happy glucklich lucky smile freiheit freedom frieden peace hoffnung hope dream traum music musik guitar gitarre metallica rocknroll rock
`;

/** Rows of keyboards and of the alphabet, and a row of digits. */
const ROWS = [
  'qwertyuiop',
  'qwertzuiopu',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  '1234567890',
  'abcdefghijklmnopqrstuvwxyz',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik',
  '1q2w3e4r5t6y7u8i9o0p',
  '1q2w3e4r5t6z7u8i9o0p',
  'qazwsxedcrfvtgbyhnujm',
];

/** As somebody would say it who reads it aloud: `P4$$w0rd` is `password`. */
const SPOKEN: Readonly<Record<string, string>> = {
  '4': 'a',
  '@': 'a',
  '3': 'e',
  '€': 'e',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
  '1': 'i',
  '!': 'i',
  '|': 'i',
};

const WALK_LENGTH_MIN = 3;
/** Fewer different characters than this are a finger that stayed on a key. */
const DIFFERENT_MIN = 5;
/** Left over after everything common was taken away, this much makes it one's own. */
const OWN_CHARACTERS_MIN = 5;
/** Common words that make a sentence together: four words at random are a good password though each is common. */
const COMMON_WORDS_ENOUGH = 4;
const WORD_LENGTH_MAX = 14;
/** Words this short are in everything: they count as covered, not as words of a sentence. */
const WORD_LENGTH_COUNTED = 4;

const COMMON: ReadonlySet<string> = new Set(WORDS.split(/\s+/).filter(word => word !== ''));
const WALKS = [...ROWS, ...ROWS.map(row => [...row].reverse().join(''))];

/**
 * Whether a password would be among the first that are tried: common words, keyboard rows, numbers, repeats and `own` words (of the person, the
 * company, the product), alone or strung together, however they are spelt.
 */
export function isCommonPassword(password: string, own: readonly string[] = []): boolean {
  const plain = fold(password);
  if (new Set(plain).size < DIFFERENT_MIN || isRepeated(plain)) return true;
  const ownWords = new Set(own.flatMap(words).filter(word => word.length >= 3));
  return [plain, spoken(plain)].some(text => isMadeOf(text, ownWords));
}

/** Words of a name, an address or a title that somebody might use. */
function words(text: string): string[] {
  const all = fold(text).split(/[^\p{L}\p{N}]+/u);
  return [...all, all.join('')];
}

/** Lower case, without accents. */
function fold(text: string): string {
  return text.toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll('ß', 'ss');
}

function spoken(text: string): string {
  return [...text].map(character => SPOKEN[character] ?? character).join('');
}

/** `abcdabcdabcd`: one part that comes again and again. */
function isRepeated(text: string): boolean {
  return (text + text).indexOf(text, 1) < text.length;
}

/** Takes away, from the left, the longest common piece; what is left is the person's own. */
function isMadeOf(text: string, own: ReadonlySet<string>): boolean {
  let ownCharacters = 0;
  const found = new Set<string>();
  for (let at = 0; at < text.length; ) {
    const word = longestWord(text, at, own);
    const covered = word?.length ?? walkLength(text, at) ?? (/[\p{L}]/u.test(text.charAt(at)) ? null : 1);
    if (word !== null && word.length >= WORD_LENGTH_COUNTED && !own.has(word)) found.add(word);
    if (covered === null) ownCharacters += 1;
    at += covered ?? 1;
  }
  return ownCharacters < OWN_CHARACTERS_MIN && found.size < COMMON_WORDS_ENOUGH;
}

function longestWord(text: string, at: number, own: ReadonlySet<string>): string | null {
  for (
    let length = Math.min(Math.max(WORD_LENGTH_MAX, ...[...own].map(word => word.length)), text.length - at);
    length >= 2;
    length -= 1
  ) {
    const word = text.slice(at, at + length);
    if (COMMON.has(word) || own.has(word)) return word;
  }
  return null;
}

/** Length of a run along a row, or of one character; null: there is none here. */
function walkLength(text: string, at: number): number | null {
  const same = /^(.)\1{2,}/su.exec(text.slice(at))?.[0].length ?? 0;
  let longest = same;
  for (const walk of WALKS) {
    let length = Math.max(longest, WALK_LENGTH_MIN - 1);
    while (at + length < text.length && walk.includes(text.slice(at, at + length + 1))) length += 1;
    if (length >= WALK_LENGTH_MIN && walk.includes(text.slice(at, at + length))) longest = length;
  }
  return longest >= WALK_LENGTH_MIN ? longest : null;
}

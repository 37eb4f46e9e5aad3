/**
 * Whether a person is meant by what was typed: every word must begin a word of the name, or the number must begin with
 * it. Accents, case and German umlauts do not matter: "muller" and "mueller" both find Müller.
 */
export function matches(query: string, name: string, number: string): boolean {
  const asked = words(query);
  if (asked.length === 0) return true;
  const spellings = [...words(name), ...words(spellOut(name))];
  return asked.every(
    word => spellings.some(spelling => spelling.startsWith(word)) || number.startsWith(word),
  );
}

function words(text: string): string[] {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .replace(/ł/gi, 'l')
    .replace(/ß/g, 'ss')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '');
}

function spellOut(name: string): string {
  return name.normalize('NFC').replace(/ä/gi, 'ae').replace(/ö/gi, 'oe').replace(/ü/gi, 'ue');
}

import { inflateSync } from 'node:zlib';

/** The lines of each page of a PDF, top to bottom, pieces left to right with a tab between; for tests, by another than who wrote it. */
export function readPdf(pdf: Buffer): string[][] {
  const objects = readObjects(pdf);
  return [...objects.values()]
    .filter(({ dictionary }) => dictionary.includes('/Type /Page\n'))
    .map(({ dictionary }) => {
      const contents = objects.get(reference(dictionary, 'Contents'))?.stream ?? '';
      const resources = objects.get(reference(dictionary, 'Resources'))?.dictionary ?? '';
      return linesOf(contents, fontsOf(resources, objects));
    });
}

interface PdfObject {
  dictionary: string;
  /** Unpacked. */
  stream: string;
}

/** Every object of a PDF by its number: what it holds, whatever a compressor made of it. */
export function readObjects(pdf: Buffer): Map<number, PdfObject> {
  const objects = new Map<number, PdfObject>();
  for (const [, number, body = ''] of pdf
    .toString('latin1')
    .matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const at = body.indexOf('stream\n');
    const dictionary = at < 0 ? body : body.slice(0, at);
    const packed = at < 0 ? '' : body.slice(at + 'stream\n'.length, body.lastIndexOf('\nendstream'));
    const isPacked = dictionary.includes('/FlateDecode');
    const stream = isPacked ? inflateSync(Buffer.from(packed, 'latin1')).toString('latin1') : packed;
    objects.set(Number(number), { dictionary: dictionary.replace(/\/Length \d+/, ''), stream });
  }
  return objects;
}

function reference(dictionary: string, name: string): number {
  return Number(new RegExp(`/${name} (\\d+) 0 R`).exec(dictionary)?.[1]);
}

/** Of each font of a page, the text of each glyph number. */
function fontsOf(resources: string, objects: Map<number, PdfObject>): Map<string, string[]> {
  return new Map(
    [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', number]) => {
      const font = objects.get(Number(number))?.dictionary ?? '';
      const map = objects.get(reference(font, 'ToUnicode'))?.stream ?? '';
      const glyphs: string[] = [];
      for (const [, first = '', list = ''] of map.matchAll(/<(\w+)> <\w+> \[([^\]]*)\]/g))
        [...list.matchAll(/<([^>]*)>/g)].forEach(([, units = ''], index) => {
          glyphs[Number.parseInt(first, 16) + index] = utf16(units.replaceAll(' ', ''));
        });
      return [name, glyphs];
    }),
  );
}

function utf16(hex: string): string {
  return Buffer.from(hex, 'hex').swap16().toString('utf16le');
}

function linesOf(contents: string, fonts: Map<string, string[]>): string[] {
  const pieces: { x: number; y: number; text: string }[] = [];
  for (const [, x, y, font = '', array = ''] of contents.matchAll(
    /1 0 0 1 (\S+) (\S+) Tm\n\/(F\d+) \S+ Tf\n\[([^\]]*)\] TJ/g,
  )) {
    const glyphs = fonts.get(font) ?? [];
    const hex = [...array.matchAll(/<(\w+)>/g)].map(([, codes = '']) => codes).join('');
    const text = [...hex.matchAll(/.{4}/g)].map(([code]) => glyphs[Number.parseInt(code, 16)] ?? '').join('');
    pieces.push({ x: Number(x), y: Number(y), text });
  }
  const lines = Map.groupBy(pieces, ({ y }) => Math.round(y));
  return [...lines]
    .sort(([one], [other]) => other - one)
    .map(([, line]) =>
      line
        .sort((one, other) => one.x - other.x)
        .map(({ text }) => text)
        .join('\t'),
    );
}

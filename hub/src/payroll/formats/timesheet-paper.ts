/** Points: A4, and where its print begins and ends. */
const PAGE = { width: 595.28, height: 841.89, left: 36, top: 32, bottom: 806 };
const WIDTH = 523;
const SIZE = { title: 13, text: 7.5, head: 8.5, small: 6 };
const CELL = { x: 3, y: 1.4 };
const INK = { text: '#000000', faint: '#555555', line: '#c8c8c8', rule: '#707070', shade: '#eeeeee' };

type Font = 'regular' | 'bold';

export interface Column {
  width: number;
  align?: 'left' | 'right';
}

export interface TableRow {
  cells: readonly string[];
  isBold?: boolean;
  /** A stronger line below. */
  isRuled?: boolean;
}

/** Where on the paper things go: from top to bottom, on to the next page when one is full. */
export class Paper {
  readonly #document: PDFKit.PDFDocument;
  readonly #fonts: Record<Font, string>;
  #y = PAGE.top;

  /** Fonts are paths of TTF files; pdfkit reads each once if it is always asked for by its path. */
  constructor(document: PDFKit.PDFDocument, fonts: Record<Font, string>) {
    this.#document = document;
    this.#fonts = fonts;
  }

  /** Company and title, and who and when below, in two columns. */
  begin(company: string, title: string, fields: readonly { label: string; value: string }[]): void {
    this.#line(company, { font: 'bold', size: SIZE.title, width: 340 });
    this.#line(title, { font: 'bold', size: SIZE.title, align: 'right' });
    this.#y += 22;
    fields.forEach(({ label, value }, index) => {
      const x = index % 2 === 0 ? 0 : WIDTH / 2;
      this.#line(label, { size: SIZE.head, x, width: 80, color: INK.faint });
      this.#line(value, { size: SIZE.head, x: x + 80, width: WIDTH / 2 - 84, font: 'bold' });
      if (index % 2 === 1) this.#y += 13;
    });
    this.#y += fields.length % 2 === 1 ? 19 : 6;
  }

  heading(text: string): void {
    this.#makeRoom(44);
    this.#y += 7;
    this.#line(text, { font: 'bold', size: SIZE.head });
    this.#y += 13;
  }

  /** A row is as high as its highest cell and stays on one page; the head is repeated on each. */
  table(columns: readonly Column[], head: readonly string[], rows: readonly TableRow[]): void {
    this.#head(columns, head);
    for (const row of rows) {
      const height = this.#rowHeight(columns, row);
      if (this.#makeRoom(height)) this.#head(columns, head);
      this.#cells(columns, row);
      this.#y += height;
      this.#rule(row.isRuled ? INK.rule : INK.line);
    }
  }

  /** A sentence with its number in front. */
  note(number: string, text: string): void {
    const height = this.#height(text, 'regular', WIDTH - 16) + 1.5;
    this.#makeRoom(height);
    this.#line(number, { width: 14, align: 'right', font: 'bold' });
    this.#line(text, { x: 18, width: WIDTH - 18, isWrapped: true });
    this.#y += height;
  }

  /** Lines to sign on, side by side, never parted. */
  signatures(labels: readonly string[]): void {
    this.#makeRoom(58);
    this.#y += 42;
    const width = (WIDTH - 24 * (labels.length - 1)) / labels.length;
    labels.forEach((label, index) => {
      const x = PAGE.left + index * (width + 24);
      this.#document
        .moveTo(x, this.#y)
        .lineTo(x + width, this.#y)
        .lineWidth(0.7)
        .stroke(INK.text);
      this.#document.font(this.#fonts.regular).fontSize(SIZE.text).fillColor(INK.faint);
      this.#document.text(label, x, this.#y + 3, { width, lineBreak: false });
    });
    this.#y += 16;
  }

  /** On every page: what the paper is checked against, line by line, whose it is, and its place among the pages. */
  foot(kept: readonly string[], whose: string, pageText: (page: number, pages: number) => string): void {
    const small = { size: SIZE.small, color: INK.faint };
    const { count } = this.#document.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      this.#document.switchToPage(page);
      this.#y = PAGE.bottom + 5;
      this.#line(whose, { ...small, x: 330, align: 'right' });
      for (const line of kept) {
        this.#line(line, { ...small, width: 330 });
        this.#y += 8;
      }
      this.#y -= 8;
      this.#line(pageText(page + 1, count), { ...small, x: 330, align: 'right' });
    }
  }

  #head(columns: readonly Column[], head: readonly string[]): void {
    const row: TableRow = { cells: head, isBold: true };
    const height = this.#rowHeight(columns, row);
    this.#document.rect(PAGE.left, this.#y, WIDTH, height).fill(INK.shade);
    this.#cells(columns, row);
    this.#y += height;
    this.#rule(INK.rule);
  }

  #cells(columns: readonly Column[], { cells, isBold }: TableRow): void {
    let x = 0;
    columns.forEach(({ width, align }, index) => {
      this.#y += CELL.y;
      this.#line(cells[index] ?? '', {
        font: isBold ? 'bold' : 'regular',
        x: x + CELL.x,
        width: width - 2 * CELL.x,
        isWrapped: true,
        ...(align === undefined ? {} : { align }),
      });
      this.#y -= CELL.y;
      x += width;
    });
  }

  #rowHeight(columns: readonly Column[], { cells, isBold }: TableRow): number {
    const heights = columns.map(({ width }, index) =>
      this.#height(cells[index] || ' ', isBold ? 'bold' : 'regular', width - 2 * CELL.x),
    );
    return Math.max(...heights) + 2 * CELL.y;
  }

  #height(text: string, font: Font, width: number): number {
    return this.#document.font(this.#fonts[font]).fontSize(SIZE.text).heightOfString(text, { width });
  }

  #rule(color: string): void {
    const end = PAGE.left + WIDTH;
    this.#document.moveTo(PAGE.left, this.#y).lineTo(end, this.#y).lineWidth(0.5).stroke(color);
  }

  /** Whether a new page was begun because the height did not fit any more. */
  #makeRoom(height: number): boolean {
    if (this.#y + height <= PAGE.bottom) return false;
    this.#document.addPage();
    this.#y = PAGE.top;
    return true;
  }

  /** Text at the present height; `x` is from the left edge of the print. One line unless it is wrapped. */
  #line(
    text: string,
    {
      font = 'regular',
      size = SIZE.text,
      x = 0,
      width = WIDTH - x,
      align = 'left',
      color = INK.text,
      isWrapped = false,
    }: Partial<{
      font: Font;
      size: number;
      x: number;
      width: number;
      align: 'left' | 'right';
      color: string;
      isWrapped: boolean;
    }>,
  ): void {
    this.#document.font(this.#fonts[font]).fontSize(size).fillColor(color);
    const oneLine = isWrapped ? {} : { height: size, ellipsis: true };
    this.#document.text(text, PAGE.left + x, this.#y, { width, align, ...oneLine });
  }
}

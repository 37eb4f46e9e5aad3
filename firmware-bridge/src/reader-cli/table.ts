/** Rows as text, each column as wide as its widest cell; the last one as it is. `indent` blanks stand before each row. */
export function aligned(rows: readonly (readonly string[])[], indent = 0): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries())
      if (column < row.length - 1) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  return rows
    .map(row => {
      const cells = row.map((cell, column) =>
        column < row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell,
      );
      return `${' '.repeat(indent)}${cells.join('  ')}`.trimEnd();
    })
    .map(line => `${line}\n`)
    .join('');
}

/** Text broken at blanks into lines of at most `width` characters, each behind `indent` blanks. */
export function wrapped(text: string, options: { indent?: number; width?: number } = {}): string {
  return wrappedParts(text.split(' '), options);
}

/** Parts with blanks between them, in lines of at most `width` characters; what is one part stays together. */
export function wrappedParts(parts: readonly string[], { indent = 0, width = 100 } = {}): string {
  const lines: string[] = [''];
  for (const part of parts) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + part.length > width - indent) lines.push(part);
    else lines[lines.length - 1] = line === '' ? part : `${line} ${part}`;
  }
  return lines.map(line => `${' '.repeat(indent)}${line}\n`).join('');
}

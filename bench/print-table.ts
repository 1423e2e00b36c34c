import type { Figure, Row } from './row.ts';

const HEAD = ['what', 'ours', 'limit', 'ratio', 'reach', 'ok', 'runs'];

/** Prints the rows as one table, notes below it. */
export function printTable(rows: readonly Row[]): void {
  const lines = rows.map((row, index) => [
    row.note === undefined ? row.what : `${row.what} [${index + 1}]`,
    figure(row.ours),
    row.limit ? `${figure(row.limit)} ${row.limit.name}` : '–',
    row.ratio === undefined ? '–' : `${row.ratio.toFixed(2)} ×`,
    row.reach,
    row.isOk === undefined ? '·' : row.isOk ? 'yes' : 'NO',
    String(row.runs),
  ]);
  const widths = HEAD.map((head, column) => Math.max(...[HEAD, ...lines].map((line) => (line[column] ?? head).length)));
  const show = (line: readonly string[]): string =>
    line.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - cell.length)).join('  ');
  console.log([show(HEAD), widths.map((width) => '─'.repeat(width)).join('──'), ...lines.map(show)].join('\n'));
  for (const [index, row] of rows.entries()) if (row.note !== undefined) console.log(`[${index + 1}] ${row.note}`);
}

function figure({ value, unit }: Figure): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${unit}`;
}

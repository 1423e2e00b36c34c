/** A table; cells are made safe, so that a `|` in one stays in it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Inline code, or nothing for an empty text. */
export function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}

/** A page with the line that says where it comes from. */
export function page(title: string, source: string, ...parts: readonly string[]): string {
  return [`# ${title}`, `<!-- Made by \`npm run docs\` from ${source}. Do not edit. -->`, ...parts].join('\n\n') + '\n';
}

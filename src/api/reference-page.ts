import { z } from 'zod';
import { listOperations, type ListedOperation } from './list-operations.ts';

const Document = z.looseObject({
  info: z.looseObject({ title: z.string(), version: z.string(), description: z.string().optional() }),
});
const Schema = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.number().optional(),
  default: z.unknown().optional(),
  description: z.string().optional(),
});

/** Where the look of the page lies: the content policy lets no page carry its own. */
export const REFERENCE_STYLE = '/api/docs.css';

/** The API as a page to read: every operation with its parameters and schemas. Nothing is loaded from elsewhere. */
export function referencePage(openApi: object): string {
  const { info } = Document.parse(openApi);
  const groups = Map.groupBy(listOperations(openApi), ({ tags }) => tags[0] ?? 'others');
  const title = `${escape(info.title)} API`;
  const contents = [...groups].map(
    ([tag, all]) => `<li><a href="#${escape(tag)}">${escape(sentence(tag))}</a> <small>${all.length}</small></li>`,
  );
  const sections = [...groups].map(
    ([tag, all]) =>
      `<section><h2 id="${escape(tag)}">${escape(sentence(tag))}</h2>${all.map((one) => article(one)).join('\n')}</section>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} ${escape(info.version)}</title><link rel="icon" href="/icon.svg"><link rel="stylesheet" href="${REFERENCE_STYLE}"></head><body><main>
<h1>${title} <small>${escape(info.version)}</small></h1><p>${marked(info.description ?? '')}</p>
<p><a href="/api/openapi.json">OpenAPI document</a> for programs · <a href="/">Library</a></p>
<nav aria-label="Contents"><ul>${contents.join('')}</ul></nav>
${sections.join('\n')}</main></body></html>`;
}

function article(operation: ListedOperation): string {
  const id = `${operation.method} ${operation.address}`.toLowerCase().replaceAll(/[^a-z]+/gu, '-');
  const body = operation.requestBody === undefined ? '' : details('Body', operation.requestBody);
  return `<article id="${id}"><h3><a href="#${id}"><b data-method="${operation.method}">${operation.method}</b> <code>${escape(operation.address)}</code></a></h3>
<p>${marked(operation.summary)}</p>${parameterTable(operation)}${body}${details('Replies', operation.responses)}</article>`;
}

function parameterTable({ address, parameters }: ListedOperation): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map((parameter) => {
    const schema = Schema.parse(parameter.schema ?? {});
    const name = `<code>${escape(parameter.name)}</code>${parameter.required === true ? ' <em>required</em>' : ''}`;
    return [name, escape(parameter.in), valueWords(schema), marked(parameter.description ?? schema.description ?? '')];
  });
  // a column that says nothing would only take the room of the others
  const columns = ['Name', 'In', 'Value', 'About'].flatMap((title, at) =>
    rows.some((row) => row[at] !== '') ? [{ title, at }] : [],
  );
  const head = columns.map(({ title }) => `<th scope="col">${title}</th>`).join('');
  const lines = rows.map(
    (row) =>
      `<tr>${columns.map(({ at }) => (at === 0 ? `<th scope="row">${row[at]}</th>` : `<td>${row[at]}</td>`)).join('')}</tr>`,
  );
  return `<div class="wide" tabindex="0" role="region" aria-label="Parameters of ${escape(address)}"><table><thead><tr>${head}</tr></thead><tbody>${lines.join('')}</tbody></table></div>`;
}

/** What may stand for a parameter, in words: `integer, 1 to 500, else 100`. */
function valueWords(schema: z.infer<typeof Schema>): string {
  const { minimum, maximum, maxLength } = schema;
  if (schema.enum) return schema.enum.map((value) => `<code>${escape(String(value))}</code>`).join(' ');
  const from = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? minimum : undefined;
  const to = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  const id = /^\^\((?<kind>[a-z]{2})\)_/u.exec(schema.pattern ?? '')?.groups?.['kind'];
  const words = [
    id === undefined ? (schema.format ?? schema.type ?? '') : `id, ${id}_…`,
    from !== undefined && to !== undefined ? `${from} to ${to}` : from === undefined ? '' : `at least ${from}`,
    maxLength === undefined ? '' : `at most ${maxLength} characters`,
    schema.default === undefined || schema.default === '' ? '' : `else ${JSON.stringify(schema.default)}`,
  ];
  return escape(words.filter((word) => word !== '').join(', '));
}

function details(title: string, value: unknown): string {
  return `<details><summary>${title}</summary><pre tabindex="0">${escape(JSON.stringify(value, null, 2))}</pre></details>`;
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Text whose code stands between backticks. */
function marked(text: string): string {
  return escape(text).replaceAll(/`(?<code>[^`]+)`/gu, '<code>$<code></code>');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

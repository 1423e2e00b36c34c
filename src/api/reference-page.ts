import { z } from 'zod';
import { listOperations, type ListedOperation } from './list-operations.ts';

const Document = z.looseObject({
  info: z.looseObject({ title: z.string(), version: z.string(), description: z.string().optional() }),
});

/** The API as a page to read: every operation with its parameters and schemas. Plain HTML, nothing is loaded from elsewhere. */
export function referencePage(openApi: object): string {
  const { info } = Document.parse(openApi);
  const sections = listOperations(openApi).map((operation) => section(operation));
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(info.title)} API ${escape(info.version)}</title></head><body><main>
<h1>${escape(info.title)} API ${escape(info.version)}</h1><p>${escape(info.description ?? '')}</p>
<p><a href="/api/openapi.json">OpenAPI document</a></p>${sections.join('\n')}</main></body></html>`;
}

function section(operation: ListedOperation): string {
  const rows = operation.parameters.map(
    (parameter) =>
      `<tr><td><code>${escape(parameter.name)}</code></td><td>${escape(parameter.in)}</td><td>${parameter.required === true ? 'required' : ''}</td><td><code>${escape(JSON.stringify(parameter.schema))}</code></td></tr>`,
  );
  const table =
    rows.length === 0
      ? ''
      : `<table><thead><tr><th>Name</th><th>In</th><th></th><th>Schema</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  const body = operation.requestBody === undefined ? '' : details('Body', operation.requestBody);
  const reply = details('Replies', operation.responses);
  return `<section><h2><code>${operation.method} ${escape(operation.address)}</code></h2><p>${escape(operation.summary)}</p>${table}${body}${reply}</section>`;
}

function details(title: string, value: unknown): string {
  return `<details><summary>${title}</summary><pre>${escape(JSON.stringify(value, null, 2))}</pre></details>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

import { z } from 'zod';
import { listOperations } from '../src/api/list-operations.ts';
import { openApiDocument } from '../src/api/open-api.ts';
import type { AnyCommand } from '../src/cli/command.ts';
import { describeShape } from '../src/cli/describe-shape.ts';
import { exitMeanings } from '../src/cli/exits.ts';
import { globalFlags } from '../src/cli/global-flags.ts';
import { exitsOf, flagWords, positionalWords } from '../src/cli/program.ts';
import { commandGroups, commands } from '../src/commands.ts';
import { describeConfig } from '../src/config/describe.ts';
import { events } from '../src/events.ts';
import { errorCodes } from '../src/contract/errors.ts';
import { formats } from '../src/formats/registry.ts';
import type { AnyKind, RetryPolicy } from '../src/jobs/kind.ts';
import { kinds } from '../src/kinds.ts';
import { code, page, table } from './markdown.ts';

/** Every setting. */
export function settingsPage(): string {
  const rows = describeConfig().map(({ key, type, default: fallback, min, max, help, reload, secret }) => {
    const bounds = [min === undefined ? '' : `≥ ${min}`, max === undefined ? '' : `≤ ${max}`]
      .filter(Boolean)
      .join(', ');
    const notes = [reload === 'hot' ? 'at once' : 'restart', secret ? 'secret' : ''].filter(Boolean).join(', ');
    return [code(key), type, code(JSON.stringify(fallback) ?? ''), bounds, notes, help];
  });
  const intro =
    'Settings stand in a YAML file: the one named by `--config`, else by `SUPERVISOR_CONFIG`, else `config.yaml` in the data folder. ' +
    'Without a file all defaults count. `supervisor config init` writes a file with every setting as a comment; `supervisor config check` says what is wrong in it. ' +
    '"At once": a running Supervisor takes the change up by itself; work that runs keeps the settings it began with.';
  return page(
    'Settings',
    'src/config/schema.ts',
    intro,
    table(['setting', 'type', 'default', 'bounds', 'change', 'meaning'], rows),
  );
}

/** Every command with its flags and exit codes. */
export function cliPage(): string {
  const exits = Object.entries(exitMeanings).map(([number, meaning]) => [number, meaning]);
  const flags = describeShape(globalFlags).map((field) => [code(flagWords(field)), field.description]);
  const groups = Object.entries(commandGroups).map(([word, line]) => `\`${word}\`: ${line.toLowerCase()}.`);
  return page(
    'Command line',
    'src/commands.ts',
    `Called as \`supervisor <command>\`; in a checkout as \`npm run supervisor -- <command>\`. No command asks questions. ${groups.join(' ')}`,
    '## Flags of every command',
    table(['flag', 'meaning'], flags),
    '## Exit codes',
    table(['code', 'meaning'], exits),
    ...commands.map((command) => commandPart(command)),
  );
}

function commandPart(command: AnyCommand): string {
  const positionals = describeShape(command.positionals ?? {});
  const flags = describeShape(command.flags ?? {});
  const common = Object.entries(exitMeanings);
  const own = exitsOf(command).filter(
    ([number, meaning]) => !common.some(([known, text]) => Number(known) === number && text === meaning),
  );
  const fields = [
    ...positionals.map((field) => [code(positionalWords(field)), field.description, '']),
    ...flags.map((field) => [
      code(flagWords(field)),
      field.description,
      code(field.kind === 'boolean' ? '' : (JSON.stringify(field.defaultValue) ?? '')),
    ]),
  ];
  return [
    `## supervisor ${[command.name, ...positionals.map(positionalWords)].join(' ')}`,
    `${command.summary}.`,
    ...(command.details ? [command.details] : []),
    ...(fields.length > 0 ? [table(['word', 'meaning', 'default'], fields)] : []),
    ...(own.length > 0
      ? [`Exit codes of its own: ${own.map(([number, meaning]) => `${number} ${meaning}`).join('; ')}.`]
      : []),
    ...(command.examples
      ? [`\`\`\`sh\n${command.examples.map((line) => `supervisor ${line}`).join('\n')}\n\`\`\``]
      : []),
  ].join('\n\n');
}

/** Every error code. */
export function errorsPage(): string {
  const rows = Object.entries(errorCodes).map(([name, { status, help }]) => [code(name), String(status), help]);
  return page(
    'Error codes',
    'src/contract/errors.ts and src/contract/file-errors.ts',
    'Codes are stable; programs match them, never the text of a message.',
    table(['code', 'HTTP', 'what to do'], rows),
  );
}

/** Every kind of job. */
export function kindsPage(): string {
  const rows = kinds.map((kind: AnyKind) => [
    code(kind.kind),
    kind.queue,
    String(kind.priority ?? 100),
    retryText(kind.retry),
    `${kind.timeoutMs / 1_000} s`,
    fieldsOf(kind.input),
  ]);
  return page(
    'Kinds of jobs',
    'src/kinds.ts',
    'Lower priority numbers run first.',
    table(['kind', 'queue', 'priority', 'retries', 'limit', 'input'], rows),
  );
}

const InputSchema = z.object({ properties: z.record(z.string(), z.unknown()).default({}) });

function fieldsOf(schema: z.ZodType): string {
  const { properties } = InputSchema.parse(z.toJSONSchema(schema, { unrepresentable: 'any' }));
  return Object.keys(properties).map(code).join(', ');
}

function retryText(policy: RetryPolicy): string {
  if ('delaysMs' in policy)
    return policy.delaysMs.length === 0 ? 'none' : `after ${policy.delaysMs.map((ms) => `${ms / 1_000} s`).join(', ')}`;
  return `${policy.attempts} attempts, from ${policy.firstMs / 1_000} s × ${policy.factor} to ${policy.capMs / 1_000} s`;
}

/** Every type of event. */
export function eventsPage(): string {
  const rows = events.map(({ type, version, data }) => [code(type), String(version), fieldsOf(data)]);
  return page(
    'Events',
    'src/events.ts',
    'Facts, written in the transaction that made them true.',
    table(['type', 'version', 'data'], rows),
  );
}

/** Every known format. */
export function formatsPage(): string {
  const rows = formats.map(({ id, label, kind, extensions, decoder, mime }) => [
    code(id),
    label,
    kind,
    extensions.join(' '),
    decoder,
    mime,
  ]);
  return page(
    'Formats',
    'src/formats/registry.ts',
    'A file is known by its content; an extension that does not fit is recorded, not believed.',
    table(['id', 'name', 'kind', 'extensions', 'decoder', 'type'], rows),
  );
}

/** Every route; the machine-readable whole is served at /api/openapi.json. */
export async function apiPage(): Promise<string> {
  const rows = listOperations(await openApiDocument('docs')).map(({ method, address, summary, parameters }) => {
    const asked = parameters.filter((one) => one.in === 'query').map((one) => code(one.name));
    return [`${method} ${code(address)}`, summary, asked.join(', ')];
  });
  return page(
    'HTTP API',
    'src/contract/api.ts and src/api/plain-paths.ts',
    'Served on this machine only. Errors are JSON with `code`, `message` and a help sentence; the codes are in [errors.md](errors.md). ' +
      'A running server shows this as a page at `/api/docs`, and as OpenAPI 3.1 at `/api/openapi.json`.',
    table(['route', 'what it does', 'query'], rows),
  );
}

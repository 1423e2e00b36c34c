import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { it } from 'node:test';
import { text } from 'node:stream/consumers';
import { AppError } from '../base/errors.ts';
import { askWhileAway, awayNotice } from './ask-while-away.ts';
import { createPrint, type Print } from './output.ts';

function printer(): { print: Print; said(): Promise<readonly { type: string; code?: string }[]> } {
  const out = new PassThrough();
  return {
    print: createPrint({ out, err: new PassThrough() }, { json: true, env: {} }),
    said: async () => {
      out.end();
      const lines = (await text(out)).split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line));
    },
  };
}

it('asks again while the database is away, says so once, and that it is back', async () => {
  const { print, said } = printer();
  const answers = ['database_away', 'disk_full', 'busy'];
  const ask = async (): Promise<string> => {
    const code = answers.shift();
    if (code !== undefined) throw new AppError(code, 'Nobody answers at nas:5432');
    return 'there';
  };
  assert.equal(await askWhileAway(ask, { print, signal: new AbortController().signal }), 'there');
  assert.deepEqual(
    (await said()).map(({ type, code }) => [type, code]),
    [
      ['away', 'database_away'],
      ['back', undefined],
    ],
  );
});

it('says why an import that can be read does not go on, once, and that it does again', async () => {
  const { print, said } = printer();
  const notice = awayNotice(print);
  const full = { code: 'disk_full', message: 'There is no room' };
  for (const trouble of [undefined, { code: 'busy', message: '' }, full, full, undefined, undefined])
    notice.tell(trouble);
  assert.deepEqual(
    (await said()).map(({ type, code }) => [type, code]),
    [
      ['away', 'disk_full'],
      ['back', undefined],
    ],
  );
});

it('ends with the error where it is of another kind, or where somebody asks to stop', async () => {
  const { print } = printer();
  const stop = new AbortController();
  const refuse = (code: string) => async (): Promise<never> => {
    stop.abort();
    throw new AppError(code, 'No');
  };
  const other = { print, signal: new AbortController().signal };
  await assert.rejects(askWhileAway(refuse('session_not_found'), other), { code: 'session_not_found' });
  await assert.rejects(askWhileAway(refuse('database_away'), { print, signal: stop.signal }), {
    code: 'database_away',
  });
});

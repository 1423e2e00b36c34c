import assert from 'node:assert/strict';
import { it } from 'node:test';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { attemptsOf, decideFailure, jobErrorOf, retryDelayMs } from './decide-failure.ts';
import { delays, exponential } from './kind.ts';

const context = {
  policy: delays(10_000, 30_000, 60_000),
  queue: 'pictures',
  countedFailures: 0,
  nowMs: 1_000,
  random: 0.5,
};

it('waits as the list says and gives up after its last entry', () => {
  const waits = [0, 1, 2, 3].map((countedFailures) => {
    const verdict = decideFailure(new Error('no answer'), { ...context, countedFailures });
    if ('failed' in verdict) return verdict.failed.code;
    return 'retryAtMs' in verdict ? verdict.retryAtMs - context.nowMs : 'blocked';
  });
  assert.deepEqual(waits, [10_000, 30_000, 60_000, 'unexpected']);
  assert.equal(attemptsOf(context.policy), 4);
});

it('[S-085] doubles the wait up to the cap and jitters it by its share', () => {
  const policy = exponential({ attempts: 5, firstMs: 2_000, capMs: 10_000 });
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((n) => retryDelayMs(policy, n, 0.5)),
    [2_000, 4_000, 8_000, 10_000, undefined],
  );
  assert.deepEqual([retryDelayMs(policy, 0, 0), retryDelayMs(policy, 0, 1)], [1_600, 2_400]);
});

it('does not retry what its error, a bug or a broken schema says is final', () => {
  const broken = z.object({ a: z.string() }).safeParse({}).error;
  const codes = [new AppError('asset_not_found', 'gone'), new TypeError('x of undefined'), broken].map((thrown) => {
    const verdict = decideFailure(thrown, context);
    return 'failed' in verdict ? verdict.failed.code : 'retried';
  });
  assert.deepEqual(codes, ['asset_not_found', 'bug', 'bug']);
});

it('[S-103] waits for a service that is away, as often as it takes; a full volume is one of its queue', () => {
  const offline = new AppError('root_offline', 'unplugged', { retry: { service: 'root:ro_1' } });
  assert.deepEqual(decideFailure(offline, { ...context, countedFailures: 3 }), {
    blockedOn: 'root:ro_1',
    error: { code: 'root_offline', message: 'unplugged', class: 'dependency' },
  });
  const full = new AppError('disk_full', 'no space', { retry: { afterMs: 60_000 } });
  assert.deepEqual(decideFailure(full, context), {
    blockedOn: 'disk:pictures',
    error: { code: 'disk_full', message: 'no space', class: 'dependency' },
  });
});

it('tries again as often as it takes while others hold the database or its server is away, and counts none of it', () => {
  const locked = new AppError('busy', 'Locked', { retry: 'retry' });
  const away = new AppError('database_away', 'No server', { retry: { afterMs: 2_000 } });
  const none = { ...context, policy: delays() };
  const waits = [
    decideFailure(locked, { ...context, countedFailures: 3 }),
    decideFailure(away, { ...context, countedFailures: 3 }),
    decideFailure(locked, none),
  ].map((verdict) => 'retryAtMs' in verdict && [verdict.retryAtMs - context.nowMs, verdict.counts]);
  assert.deepEqual(waits, [
    [10_000, false],
    [2_000, false],
    [10_000, false],
  ]);
  const tooLong = Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });
  const slow = new AppError('busy', 'Took too long', { retry: 'retry', cause: tooLong });
  assert.ok('failed' in decideFailure(slow, { ...context, countedFailures: 3 }));
});

it('follows other advice on when to retry, and counts it', () => {
  const error = new AppError('forge_busy', 'later', { retry: { afterMs: 7_000 } });
  assert.deepEqual(decideFailure(error, context), {
    retryAtMs: 8_000,
    counts: true,
    error: { code: 'forge_busy', message: 'later', class: 'transient' },
  });
  assert.ok('failed' in decideFailure(error, { ...context, countedFailures: 3 }));
});

it('[S-105] tells the class of an error, and what lies below it', () => {
  const below = new Error('read ECONNRESET');
  assert.deepEqual(jobErrorOf(new AppError('unexpected', 'No answer', { cause: below, retry: 'retry' })), {
    code: 'unexpected',
    message: 'No answer',
    class: 'transient',
    cause: 'read ECONNRESET',
  });
  assert.equal(jobErrorOf(new AppError('asset_not_found', 'Gone')).class, 'permanent');
  assert.equal(jobErrorOf(new AppError('busy', 'In use')).class, 'busy');
});

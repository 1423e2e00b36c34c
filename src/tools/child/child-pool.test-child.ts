import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../base/errors.ts';
import { serveChild } from './serve-child.ts';

const held: Uint8Array[] = [];

/** What the tests of the pool ask a child to do. */
export const testOps = {
  echo: async (input: Uint8Array | string) => ({ input, pid: process.pid }),
  refuse: async (code: string) => {
    throw new AppError(code, 'refused', { details: { code } });
  },
  die: async (input: { exitCode: number }) => {
    process.stderr.write('last words');
    process.exit(input.exitCode);
  },
  spin: async (_input: null) => {
    for (;;) Math.random();
  },
  wait: (_input: null, signal: AbortSignal) =>
    new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('stopped'))),
  nap: async (input: { ms: number }) => {
    await sleep(input.ms);
    return process.pid;
  },
  eat: async (input: { mib: number }) => {
    for (let i = 0; i < input.mib; i++) held.push(new Uint8Array(1_048_576).fill(1));
    return held.length;
  },
  eatForever: (_input: null) =>
    new Promise<never>(() => {
      setInterval(() => held.push(new Uint8Array(16 * 1_048_576).fill(1)), 5);
    }),
  environment: async (_input: null) => Object.keys(process.env),
  /** A grandchild that would live for an hour. */
  offspring: async (_input: null) => spawn(process.execPath, ['-e', 'setTimeout(() => {}, 3600000)']).pid ?? 0,
};

serveChild(testOps);

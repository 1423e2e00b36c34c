#!/usr/bin/env node
import { existsSync } from 'node:fs';
import * as module from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const source = new URL('../src/main.ts', import.meta.url);
const isCheckout = existsSync(source);

if (major < 24 || (major === 24 && minor < 15)) {
  console.error(`Supervisor needs Node 24.15 or newer; this is ${process.versions.node}.`);
  console.error('In a checkout, npm brings the right one along: npm ci && npm run supervisor -- --help');
  process.exitCode = 1;
} else {
  module.enableCompileCache();
  if (isCheckout && process.argv.slice(2).some((word) => word === 'start' || word === 'serve')) {
    const { ensureWeb } = await import(new URL('../scripts/ensure-web.ts', import.meta.url).href);
    ensureWeb();
  }
  await import(isCheckout ? source.href : new URL('../dist/main.js', import.meta.url).href);
}

#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { existsSync } from 'node:fs';
enableCompileCache();
const source = new URL('../src/cli/main.ts', import.meta.url);
await import(existsSync(source) ? source.href : new URL('../dist/cli/main.js', import.meta.url).href);

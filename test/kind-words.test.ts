import assert from 'node:assert/strict';
import { it } from 'node:test';
import { kinds } from '../src/kinds.ts';
import { kindWord } from '../web/src/words/job.ts';

it('tells people of every kind of job in words', () => {
  for (const { kind } of kinds) assert.notEqual(kindWord(kind), kind);
});

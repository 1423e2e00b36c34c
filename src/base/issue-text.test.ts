import assert from 'node:assert/strict';
import { it } from 'node:test';
import { z } from 'zod';

import { issueText } from './issue-text.ts';

const JobId = z.templateLiteral([z.literal('jb'), '_', z.string().regex(/^[0-9a-hjkmnp-tv-z]{26}$/)]);

const said = (schema: z.ZodType, value: unknown): string => {
  const [issue] = schema.safeParse(value).error?.issues ?? [];
  assert.ok(issue);
  return issueText(issue);
};

it('says what has to be mended in words, without those of the library', () => {
  assert.equal(said(JobId, 'nothing'), 'has to be an id: jb_ and 26 letters and digits');
  assert.equal(said(z.coerce.number(), 'abc'), 'has to be a number');
  assert.equal(said(z.number().int(), 0.5), 'has to be a whole number');
  assert.equal(said(z.number().min(1), 0), 'has to be at least 1');
  assert.equal(said(z.number().max(500), 501), 'has to be at most 500');
  assert.equal(said(z.array(z.string()).min(1), []), 'has to name at least 1');
  assert.equal(said(z.string().min(1), ''), 'is empty');
  assert.equal(said(z.string().max(2), 'abc'), 'has to have at most 2 characters');
  assert.equal(said(z.enum(['a', 'b']), 'c'), 'has to be one of a, b');
  assert.equal(said(z.iso.date(), '2026-02-31'), 'has to be a date that there is, such as 2026-05-04');
  assert.equal(said(z.iso.datetime(), 'yesterday'), 'has to be a time such as 2026-05-04T10:00:00Z');
  assert.equal(said(z.number(), undefined), 'is missing');
  assert.equal(said(z.string().regex(/a/u, 'needs an a'), 'b'), 'needs an a');
});

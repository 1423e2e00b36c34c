import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ReplyLines } from './reply-lines.ts';

const LONG = 300_000;

describe('ReplyLines', () => {
  it('ends at its own last line, however the bytes arrive', () => {
    const text = '[{\n  "A:B": "{ready1}"\n}]\n{ready1}\n';
    for (let size = 1; size < text.length; size++) {
      const lines = new ReplyLines('{ready1}');
      let reply: string | undefined;
      for (let at = 0; at < text.length; at += size) reply ??= lines.push(Buffer.from(text.slice(at, at + size)));
      assert.equal(reply, text.slice(0, -9), `pieces of ${size}`);
    }
  });

  it('cuts long values of every kind so that the reply stays JSON', () => {
    const values = [
      'x'.repeat(LONG),
      '\\"'.repeat(LONG),
      'é€😀'.repeat(LONG / 3),
      '\u0001'.repeat(LONG),
      Array.from({ length: LONG }, () => 'word'),
    ];
    for (let shift = 0; shift < 7; shift++) {
      for (const value of values) {
        const shifted = Array.isArray(value) ? value : 'a'.repeat(shift) + value;
        const json = `[{\n  "PNG:Comment": ${JSON.stringify(shifted)},\n  "PNG:Title": "kept",\n  "XMP:Last": ${JSON.stringify(shifted)}\n}]\n`;
        const lines = new ReplyLines('{ready2}');
        const bytes = Buffer.from(`${json}{ready2}\n`);
        let reply: string | undefined;
        for (let at = 0; at < bytes.length; at += 65_536) reply ??= lines.push(bytes.subarray(at, at + 65_536));
        const [row] = JSON.parse(reply ?? '') as [Record<string, string>];
        assert.equal(row['PNG:Title'], 'kept');
        assert.match(row['PNG:Comment'] ?? '', / \[cut: \d+ bytes\]$/);
        assert.match(row['XMP:Last'] ?? '', / \[cut: \d+ bytes\]$/);
        assert.ok(lines.bytes < 400_000);
      }
    }
  });
});

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { oddPsd } from '../../../test/fixtures/odd-pictures.ts';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import { isCutOff } from './is-cut-off.ts';

/** The same document with packed rows of two bytes each, for 40 rows and three channels. */
function packed(plain: Buffer): Buffer {
  const lengths = Buffer.alloc(240, Buffer.from([0, 2]));
  return Buffer.concat([plain.subarray(0, 38), Buffer.from([0, 1]), lengths, Buffer.alloc(240, 0x81)]);
}

it('tells documents that end before their picture, and takes no other file for one', async () => {
  await using folder = await tempFolder();
  const plain = oddPsd(3, [() => 200, () => 100, () => 50]);
  const zipped = Buffer.from(plain);
  zipped[39] = 2;
  const cases: readonly (readonly [bytes: Buffer, isCut: boolean])[] = [
    [plain, false],
    [Buffer.concat([plain, Buffer.alloc(9)]), false],
    [plain.subarray(0, -1), true],
    [plain.subarray(0, 38), true],
    [plain.subarray(0, 30), true],
    [packed(plain), false],
    [packed(plain).subarray(0, -1), true],
    [packed(plain).subarray(0, 100), true],
    [zipped.subarray(0, -50), false],
    [Buffer.from('8BP'), false],
    [Buffer.alloc(100), false],
  ];
  for (const [index, [bytes, isCut]] of cases.entries()) {
    const path = join(folder.path, `${index}.psd`);
    await writeFile(path, bytes);
    assert.equal(await isCutOff(path, 'psd'), isCut, `case ${index}`);
  }
});

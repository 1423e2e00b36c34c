import assert from 'node:assert/strict';
import { it } from 'node:test';
import { toAppError } from '../../base/errors.ts';
import { fromSharp, isHarmless } from './sharp-error.ts';

const told = (message: string): string => toAppError(fromSharp(new Error(message))).message;

it('takes a picture for damaged where one of several complaints harms it', () => {
  assert.ok(isHarmless(new Error('VipsJpeg: Corrupt JPEG data: 7 extraneous bytes before marker 0xd9\n')));
  assert.ok(
    isHarmless(new Error('Warning treated as error due to failOn setting\niCCP: known incorrect sRGB profile')),
  );
  assert.ok(!isHarmless(new Error('VipsIcc: Too many tags (23050)\ntiff2vips: Using code not yet in table')));
  assert.ok(!isHarmless(new Error('Warning treated as error due to failOn setting\nPLTE: CRC error')));
  assert.ok(!isHarmless(new Error('')));
});

it('takes no JPEG or TIFF for damaged that is whole but of an unusual kind', () => {
  const code = (message: string): string => toAppError(fromSharp(new Error(message))).code;
  const head = 'Input file has corrupt header: VipsJpeg: ';
  assert.equal(code(`${head}Unsupported JPEG data precision 12`), 'picture_unsupported');
  assert.equal(code(`${head}Unsupported JPEG process: SOF type 0xc3`), 'picture_unsupported');
  assert.equal(code('tiff2vips: samples_per_pixel not a whole number of bytes'), 'picture_unsupported');
  assert.equal(code('VipsJpeg: Requested feature was omitted at compile time'), 'picture_unsupported');
  assert.equal(code(`${head}Unsupported JPEG data precision 82`), 'picture_damaged');
});

it('tells of many lines the one that says why, without the path', () => {
  assert.equal(
    told('/photos/a.avif: bad seek to 2633\n/photos/a.avif: bad seek to 2614\nheif: Corrupt frame detected'),
    'heif: Corrupt frame detected',
  );
  assert.equal(
    told('Input file has corrupt header: /photos/a.avif: bad seek to 17354\nheif: Unexpected end of file'),
    'Input file has corrupt header: heif: Unexpected end of file',
  );
  assert.equal(
    told('VipsIcc: Read from memory error\nwebp2vips: unable to read pixels'),
    'webp2vips: unable to read pixels',
  );
  assert.equal(told('/photos/a.tif: bad seek to 5'), 'bad seek to 5');
  assert.equal(told('Input file has corrupt header: '), 'Input file has corrupt header');
});

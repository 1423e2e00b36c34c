import assert from 'node:assert/strict';
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { difference, openTestImages, quarters, type TestImages } from './test-images.ts';

let images: TestImages;

before(async () => {
  images = await openTestImages();
});
after(() => images[Symbol.asyncDispose]());

async function facts(file: string): Promise<Metadata> {
  return sharp(file).metadata();
}

/** The step by which a JPEG rounds the mean of a block, from its first table; the standard's table scaled by quality. */
function lumaStep(jpeg: Buffer): number {
  return jpeg[jpeg.indexOf(Buffer.from([0xff, 0xdb])) + 5]!;
}

/** The same step by the formula of libjpeg, for qualities from 50. */
const stepOf = (quality: number): number => Math.floor((16 * (200 - 2 * quality) + 50) / 100);

describe('makePictures', () => {
  it('[I-015] [I-016] [I-053] makes preview, square and grid of the sizes and settings asked for, without metadata', async () => {
    const path = join(images.folder, 'big.jpg');
    await sharp(await readFile(await quarters(join(images.folder, 'big.png'), { width: 3000, height: 2100 })))
      .jpeg()
      .withExif({ IFD0: { Artist: 'Nobody' } })
      .toFile(path);
    const made = await images.make(path);
    assert.deepEqual([made.preview?.widthPx, made.preview?.heightPx], [2048, 1434]);
    assert.deepEqual([made.square.widthPx, made.square.heightPx], [400, 400]);
    assert.deepEqual([made.grid.widthPx, made.grid.heightPx], [512, 359]);
    for (const picture of [made.preview!, made.square, made.grid]) {
      const meta = await facts(picture.file);
      assert.equal(meta.format, 'jpeg');
      assert.deepEqual([meta.width, meta.height], [picture.widthPx, picture.heightPx]);
      assert.equal(meta.exif, undefined);
      assert.equal(meta.chromaSubsampling, '4:2:0');
      assert.equal((await readFile(picture.file)).length, picture.bytes);
      assert.ok((await difference(picture.file, path)) < 4 || picture === made.square);
    }
    assert.ok(made.thumbhash.length > 4 && made.thumbhash.length < 40);
    assert.match(made.phash64, /^[0-9a-f]{16}$/);
    const jpegQuality = async (picture: { file: string }) => lumaStep(await readFile(picture.file));
    assert.deepEqual(
      [await jpegQuality(made.preview!), await jpegQuality(made.square), await jpegQuality(made.grid)],
      [stepOf(85), stepOf(80), stepOf(80)],
    );
    const other = await images.make(path, {
      recipe: { previewMaxPx: 1000, previewQuality: 95, gridPx: 200, squarePx: 100 },
    });
    assert.deepEqual([other.preview?.widthPx, other.grid.widthPx, other.square.widthPx], [1000, 200, 100]);
  });

  it('[I-016] cuts the square from the middle, lying and standing', async () => {
    const third = (background: string) => ({ create: { width: 300, height: 300, channels: 3, background } }) as const;
    const pieces = await Promise.all(['#f00', '#0f0', '#00f'].map((colour) => sharp(third(colour)).png().toBuffer()));
    for (const across of [3, 1]) {
      const path = join(images.folder, `thirds-${across}.png`);
      await sharp(pieces, { join: { across } }).png().toFile(path);
      const { dominant } = await sharp((await images.make(path, { format: 'png' })).square.file).stats();
      assert.ok(dominant.g > 200 && dominant.r < 50 && dominant.b < 50, `${across} across`);
    }
  });

  it('[I-015] never enlarges', async () => {
    for (const [width, height] of [
      [1, 1],
      [30, 20],
      [600, 300],
      [2048, 10],
    ] as const) {
      const made = await images.make(await quarters(join(images.folder, `small-${width}.png`), { width, height }), {
        format: 'png',
      });
      assert.deepEqual([made.preview?.widthPx, made.preview?.heightPx], [width, height]);
      assert.ok(made.grid.widthPx <= width && made.square.widthPx <= Math.min(width, height));
    }
  });

  it('[I-021] [I-W07] turns all eight orientations upright exactly once, the file’s own and a given one', async () => {
    const stored = await quarters(join(images.folder, 'stored.png'), { width: 600, height: 400 });
    const flip = (turn: (picture: Sharp) => Sharp): Promise<Buffer> => turn(sharp(stored)).png().toBuffer();
    // What EXIF 2.3 says of each value, in two steps where mirror and turn come together.
    const mirrored = await flip((picture) => picture.flop());
    const references: Record<number, Buffer> = {
      1: await readFile(stored),
      2: mirrored,
      3: await flip((picture) => picture.rotate(180)),
      4: await flip((picture) => picture.flip()),
      5: await sharp(mirrored).rotate(270).png().toBuffer(),
      6: await flip((picture) => picture.rotate(90)),
      7: await sharp(mirrored).rotate(90).png().toBuffer(),
      8: await flip((picture) => picture.rotate(270)),
    };
    for (const [value, reference] of Object.entries(references)) {
      const orientation = Number(value);
      const own = join(images.folder, `o${value}.jpg`);
      await sharp(stored).jpeg().withMetadata({ orientation }).toFile(own);
      for (const made of [await images.make(own), await images.make(stored, { source: { orientation } })]) {
        assert.ok((await difference(made.preview!.file, reference)) < 4, `orientation ${value}`);
        const turned = orientation >= 5;
        assert.deepEqual([made.sourceWidthPx, made.sourceHeightPx], turned ? [400, 600] : [600, 400]);
        assert.equal((await facts(made.preview!.file)).orientation, undefined);
      }
    }
  });

  it('[I-012] converts wide gamut, CMYK, 16 bits and greyscale to sRGB, and shows transparency on a neutral ground', async () => {
    // Muted, so that they lie within what inks can show.
    const rgb = await sharp(await quarters(join(images.folder, 'rgb.png'), { width: 200, height: 160 }))
      .linear(0.4, 80)
      .png()
      .toBuffer();
    const variants: Record<string, Buffer> = {
      p3: await sharp(rgb).withIccProfile('p3').png().toBuffer(),
      cmyk: await sharp(rgb).toColourspace('cmyk').withIccProfile('cmyk').tiff().toBuffer(),
      deep: await sharp(rgb).toColourspace('rgb16').png().toBuffer(),
      grey: await sharp(rgb).greyscale().png().toBuffer(),
    };
    for (const [name, bytes] of Object.entries(variants)) {
      const path = join(images.folder, `${name}.png`);
      await writeFile(path, bytes);
      const made = await images.make(path);
      const reference = name === 'grey' ? await sharp(rgb).greyscale().png().toBuffer() : rgb;
      // CMYK inks cannot show these colours; they are off by what the gamut is.
      assert.ok((await difference(made.preview!.file, reference)) < (name === 'cmyk' ? 45 : 5), name);
      const { data } = await sharp(made.preview!.file)
        .toColourspace('srgb')
        .raw()
        .toBuffer({ resolveWithObject: true });
      assert.ok(data.length > 0);
    }
    const path = join(images.folder, 'clear.png');
    await sharp({ create: { width: 50, height: 50, channels: 4, background: '#00000000' } })
      .png()
      .toFile(path);
    const { dominant } = await sharp((await images.make(path)).preview!.file).stats();
    assert.ok(dominant.r > 150 && dominant.r < 250 && dominant.r === dominant.g);
  });

  it('shows the first frame of an animation and says how many there are', async () => {
    const frames = await Promise.all(
      ['#ff0000', '#00ff00', '#0000ff'].map((background) =>
        sharp({ create: { width: 40, height: 40, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const path = join(images.folder, 'moving.gif');
    await sharp(frames, { join: { animated: true } })
      .gif({ delay: [100, 100, 100] })
      .toFile(path);
    const made = await images.make(path, { format: 'gif' });
    assert.equal(made.frames, 3);
    const [red, green] = await sharp(made.preview!.file).raw().toBuffer();
    assert.ok(red! > 200 && green! < 60);
  });

  it('[S-347] reads files whose names would mean something to a shell or to libvips', async () => {
    const from = await quarters(join(images.folder, 'plain.png'), { width: 80, height: 60 });
    for (const name of [
      '$(touch x); rm -rf y.png',
      '-o.png',
      'a\nb.png',
      'a.png[page=3]',
      'it\'s "so" `x`.png',
      'fé 🎉.png',
    ]) {
      const path = join(images.folder, name);
      await copyFile(from, path);
      assert.equal((await images.make(path)).preview?.widthPx, 80, name);
    }
  });

  it('refuses pictures above the pixel limit before they are decoded, and leaves no file behind', async () => {
    const before = (await readdir(images.folder)).length;
    const path = await quarters(join(images.folder, 'limit.png'), { width: 1200, height: 1000 });
    await assert.rejects(images.make(path, { recipe: { maxMegapixels: 1 } }), { code: 'too_many_pixels' });
    await assert.rejects(images.make(path, { recipe: { maxMegapixels: 1 }, decoder: 'magick', format: 'png' }), {
      code: 'too_many_pixels',
    });
    await assert.rejects(images.make(path, { decoder: 'magick', format: 'mp4' }), { code: 'picture_unsupported' });
    assert.equal((await readdir(images.folder)).length, before + 1);
  });

  it('shows what is left of a damaged file and says that it is damaged', async () => {
    const path = join(images.folder, 'cut.jpg');
    const whole = await sharp(await quarters(join(images.folder, 'whole.png'), { width: 900, height: 700 }))
      .jpeg()
      .toBuffer();
    await writeFile(path, whole.subarray(0, Math.floor(whole.length * 0.6)));
    assert.equal((await images.make(path)).warning, 'picture_damaged');
    await writeFile(path, 'this is no picture');
    await assert.rejects(images.make(path), { code: 'picture_damaged' });
    await writeFile(path, Buffer.concat([Buffer.from('II*\0\u0000\u0010\0\0', 'latin1'), Buffer.alloc(500)]));
    await assert.rejects(images.make(path), { code: 'picture_damaged' }, 'a TIFF whose directory stood at its end');
  });

  it('renders SVG that is packed or in UTF-16', async () => {
    const path = join(images.folder, 'odd.svg');
    const text =
      '<?xml version="1.0" encoding="UTF-16"?><svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"/>';
    const options = { format: 'svg', source: { is: 'svg' } } as const;
    for (const bytes of [Buffer.from(`\uFEFF${text}`, 'utf16le'), gzipSync(text.replace('16', '8'))]) {
      await writeFile(path, bytes);
      assert.equal((await images.make(path, options)).preview?.widthPx, 90);
    }
    await writeFile(path, gzipSync(' '.repeat(20_000_000)));
    await assert.rejects(images.make(path, options), { code: 'too_many_pixels' });
    await writeFile(path, gzipSync(text).subarray(0, 40));
    await assert.rejects(images.make(path, options), { code: 'picture_damaged' });
  });

  it('renders SVG without its outside resources, entities and impossible sizes', async () => {
    const path = join(images.folder, 'drawing.svg');
    const secret = await quarters(join(images.folder, 'secret.png'), { width: 9, height: 9 });
    const head = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
    await writeFile(
      path,
      `${head} width="9" height="9"><image xlink:href="file://${secret}" width="9" height="9"/></svg>`,
    );
    const options = { format: 'svg', source: { is: 'svg' } } as const;
    const { isOpaque, entropy } = await sharp((await images.make(path, options)).preview!.file).stats();
    assert.ok(isOpaque && entropy === 0, 'the outside picture was drawn');
    await writeFile(path, `${head} width="1e9" height="1e9"/>`);
    await assert.rejects(images.make(path, options), { code: 'too_many_pixels' });
    const laughs = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const entities = laughs
      .slice(1)
      .map((name, i) => `<!ENTITY ${name} "${`&${laughs[i]};`.repeat(12)}">`)
      .join('');
    await writeFile(path, `<!DOCTYPE s [<!ENTITY a "ha">${entities}]>${head}><text>&h;</text></svg>`);
    await assert.rejects(images.make(path, options), { code: 'picture_damaged' });
  });
});

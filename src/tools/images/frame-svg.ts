import sharp from 'sharp';

/** Where a drawing that names no place for itself is looked for, in its own units from its origin. */
const REACH = 10_000;
/** Longest side of what is drawn to find it, pixels. */
const LOOK_PX = 1_000;
/** From all of the reach to an icon takes three looks. */
const LOOKS_MAX = 4;
/** The box is found when a look takes no more than this share off its sides. */
const SETTLED = 0.98;
const ROOT_BYTES = 65_536;
const ROOT = /<(?:svg:)?svg\b(?:[^<>"']|"[^"]*"|'[^']*'){0,500}>/i;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The bytes of an SVG with the box of what it draws as its `viewBox`, where it names neither box nor size: the renderer
 * would take the size of what is drawn, and show what lies there from the origin on. Others are returned as they are.
 */
export async function frameSvg(bytes: Buffer): Promise<Buffer> {
  const head = bytes.toString('latin1', 0, ROOT_BYTES);
  const root = ROOT.exec(head);
  if (!root || isPlaced(root[0])) return bytes;
  const framed = (box: Box, size: { width: number; height: number }): Buffer => {
    const plain = root[0].replaceAll(/\s(?:width|height|viewBox)\s*=\s*(?:"[^"]*"|'[^']*')/gi, '');
    const view = `viewBox="${box.x} ${box.y} ${box.width} ${box.height}" width="${size.width}" height="${size.height}"`;
    const tag = plain.replace(/\s*\/?>$/, (end) => ` ${view}${end}`);
    const end = root.index + root[0].length;
    return Buffer.concat([bytes.subarray(0, root.index), Buffer.from(tag, 'latin1'), bytes.subarray(end)]);
  };
  const whole = { x: -REACH, y: -REACH, width: 2 * REACH, height: 2 * REACH };
  let box = whole;
  for (let look = 0; look < LOOKS_MAX; look++) {
    const found = await drawnIn(box, (size) => framed(box, size));
    if (!found) return bytes;
    // What is measured in shares of its view has no box of its own.
    if (box === whole && touches(found, whole)) return bytes;
    const isSettled = found.width >= box.width * SETTLED && found.height >= box.height * SETTLED;
    box = found;
    if (isSettled) break;
  }
  return framed(box, { width: Math.ceil(box.width), height: Math.ceil(box.height) });
}

/** A box, or a size that is not a share of the window, is named. */
function isPlaced(root: string): boolean {
  if (/\sviewBox\s*=\s*["']\s*[-+.\d]/i.test(root) || /\sstyle\s*=\s*["'][^"']*(?:width|height)\s*:/i.test(root))
    return true;
  return ['width', 'height'].every((side) =>
    new RegExp(`\\s${side}\\s*=\\s*["']\\s*[\\d.]+[^%"']*["']`, 'i').test(root),
  );
}

/** True when a part of a box reaches one of its sides. */
function touches(part: Box, box: Box): boolean {
  const isBefore = part.x <= box.x || part.y <= box.y;
  return isBefore || part.x + part.width >= box.x + box.width || part.y + part.height >= box.y + box.height;
}

/** The part of a box in which anything is drawn; undefined where nothing is, or it cannot be rendered. */
async function drawnIn(box: Box, draw: (size: { width: number; height: number }) => Buffer): Promise<Box | undefined> {
  const unit = Math.max(box.width, box.height) / LOOK_PX;
  const width = Math.max(1, Math.ceil(box.width / unit));
  const height = Math.max(1, Math.ceil(box.height / unit));
  const alpha = await sharp(draw({ width, height }))
    .ensureAlpha()
    .extractChannel('alpha')
    .raw()
    .toBuffer()
    .catch(() => undefined); // What is wrong with it is told when its picture is made.
  if (!alpha || alpha.length !== width * height) return undefined;
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (alpha[y * width + x] === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  if (right < 0) return undefined;
  const [across, down] = [box.width / width, box.height / height];
  return {
    x: box.x + left * across,
    y: box.y + top * down,
    width: (right - left + 1) * across,
    height: (bottom - top + 1) * down,
  };
}

import { crc32, deflateSync } from 'node:zlib';
import { colourAt, type SampleSize } from './sample-size.ts';

/** Facts written into the sample and expected back from every reader. */
export interface SampleFacts {
  /** Wall clock, `2024-03-05T12:34:56`. */
  readonly capturedLocal: string;
  readonly cameraModel: string;
  /** Text as Stable Diffusion web UIs write it under `parameters`. */
  readonly parameters: string;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A small picture of many colours with its facts as XMP and as a `parameters` text; made without any picture library. */
export function samplePng(size: SampleSize, facts: SampleFacts): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size.widthPx, 0);
  head.writeUInt32BE(size.heightPx, 4);
  head.set([8, 2], 8); // 8 bits, RGB
  const rows = Array.from({ length: size.heightPx }, (_, y) => {
    return Buffer.from([0, ...Array.from({ length: size.widthPx }, (__, x) => colourAt(size, x, y)).flat()]);
  });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('tEXt', Buffer.from(`parameters\0${facts.parameters}`, 'latin1')),
    chunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${xmp(facts)}`)),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

function xmp({ capturedLocal, cameraModel }: SampleFacts): string {
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
 exif:DateTimeOriginal="${capturedLocal}" tiff:Model="${cameraModel}"/></rdf:RDF></x:xmpmeta>`;
}

import type { AssetFacts } from '../../contract/asset-facts.ts';
import { type Found, oneLine, type TagBook } from './tag-book.ts';

const MAX_NAME = 120;

/** Facts found and where; absent ones are left out. */
export type FoundFacts = { readonly [K in keyof AssetFacts]?: Found<NonNullable<AssetFacts[K]>> | undefined };

/** Camera, lens and exposure. */
export function cameraFacts(book: TagBook): FoundFacts {
  return {
    cameraMake: camera(book.text('IFD0:Make', 'Keys:Make', 'UserData:Make', 'XMP-tiff:Make', 'Make')),
    cameraModel: camera(book.text('IFD0:Model', 'Keys:Model', 'UserData:Model', 'XMP-tiff:Model', 'Model')),
    lens: lens(book),
    fNumber: positive(book.number('ExifIFD:FNumber', 'XMP-exif:FNumber', 'FNumber', 'Composite:Aperture')),
    exposureS: positive(
      book.number('ExifIFD:ExposureTime', 'XMP-exif:ExposureTime', 'ExposureTime', 'Composite:ShutterSpeed'),
    ),
    iso: positive(book.number('ExifIFD:ISO', 'XMP-exif:ISO', 'ISO', 'Composite:ISO')),
    focalMm: positive(book.number('ExifIFD:FocalLength', 'XMP-exif:FocalLength', 'FocalLength')),
    focal35Mm: positive(book.number('ExifIFD:FocalLengthIn35mmFormat', 'FocalLengthIn35mmFormat')),
    software: short(book.text('IFD0:Software', 'XMP-xmp:CreatorTool', 'PNG:Software', 'Software')),
  };
}

/** ComfyUI keeps prompt and workflow in the tags of maker and model. */
const isData = (name: string): boolean => /^\s*(?:(?:prompt|workflow)\s*:|\{\s*")/i.test(name);

const camera = (found: Found<string> | undefined): Found<string> | undefined =>
  found && isData(found.value) ? undefined : short(found);

/** Maker and model without saying the maker twice; null when neither is known. */
export function cameraName(writtenMake: string | null, writtenModel: string | null): string | null {
  const [make, model] = [writtenMake, writtenModel].map((name) => (name === null || isData(name) ? null : name));
  if (!make || !model) return model ?? make ?? null;
  const [first = ''] = make.split(/\s+/);
  return model.toLowerCase().startsWith(first.toLowerCase()) ? model : `${make} ${model}`;
}

/** Makers write numbers of their own lists; only names are told. */
function lens(book: TagBook): Found<string> | undefined {
  const names = [
    'ExifIFD:LensModel',
    'XMP-exifEX:LensModel',
    'XMP-aux:Lens',
    'VideoKeys:LensModel',
    'LensModel',
    'Lens',
    'Composite:LensID',
  ];
  return short(book.texts(...names).find(({ value }) => /[a-z]/i.test(value) && !/^unknown/i.test(value)));
}

function short(found: Found<string> | undefined): Found<string> | undefined {
  return found && { ...found, value: oneLine(found.value).slice(0, MAX_NAME) };
}

function positive(found: Found<number> | undefined): Found<number> | undefined {
  return found && found.value > 0 && found.value < 1e9 ? found : undefined;
}

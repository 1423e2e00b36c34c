import type { z } from 'zod';
import type { GenerationBlock } from '../../contract/asset-facts.ts';
import { cameraName } from './camera.ts';
import type { FactInput } from './fact-input.ts';
import { type Found, type TagBook, tagBook } from './tag-book.ts';

type Block = z.infer<typeof GenerationBlock>;

const MAX_BLOCK = 20_000;
const MAX_BLOCKS = 20;

/** Tags that only image generators write, in order of priority. */
const OWN_TAGS: readonly string[] = [
  'PNG:Parameters',
  'PNG:Generation_parameters',
  'PNG:Generation_data',
  'PNG:Sd-metadata',
  'PNG:Invokeai_metadata',
  'PNG:Invokeai_workflow',
  'PNG:Invokeai_graph',
  'PNG:Workflow',
  'PNG:Prompt',
  'PNG:Positive_prompt',
  'PNG:Negative_prompt',
  'PNG:Dream',
  // hidden in the pixels
  'Alpha:Parameters',
];
/** Tags that anybody writes: they count only when their text looks like a generator's. */
const OPEN_TAGS: readonly string[] = [
  'ExifIFD:UserComment',
  'XMP-exif:UserComment',
  'IFD0:ImageDescription',
  'IFD0:XPComment',
  'PNG:Comment',
  'File:Comment',
  'PNG:Description',
  'Alpha:Comment',
  'Alpha:Description',
  'XMP-dc:Description',
  'IFD0:Make',
  'IFD0:Model',
  'Keys:Comment',
  'ItemList:Comment',
];

/** Marks of each tool; the first that fits names it. */
const TOOLS: readonly (readonly [tool: string, mark: RegExp])[] = [
  ['swarmui', /"sui_image_params"/],
  ['fooocus', /Version: Fooocus|"adm_guidance"|"metadata_scheme":\s*"fooocus"/i],
  ['invokeai', /"invokeai|"app_version"|"generation_mode"|"model_weights"|^".*" -s\s?\d+ -S\s?\d+/s],
  ['comfyui', /"class_type"|"last_node_id"|"nodes"\s*:\s*\[|^(?:prompt|workflow):\s*\{/i],
  [
    'novelai',
    /"uc"\s*:.*"(?:sampler|scale)"\s*:\s*"?k_|"(?:sampler|scale)"\s*:\s*"?k_.*"uc"\s*:|"request_type"\s*:\s*"PromptGenerateRequest"/s,
  ],
  ['drawthings', /"c"\s*:.*"uc"\s*:/s],
  ['forge', /Steps: \d.*(?:Version: f\d|Distilled CFG Scale|Schedule type)/s],
  ['a1111', /Steps: \d+,|Negative prompt:/],
  ['midjourney', /Job ID: [0-9a-f-]{36}| --(?:ar|v|style|stylize) \S+/],
];

/**
 * Parameters of AI generation as they stand in the file, untouched but for their length, best first
 * (parameters, sd-metadata, workflow, prompt, comments, a prompt text beside the file).
 */
export function generationBlocks(input: FactInput): Block[] {
  const book = tagBook(input.tags);
  const own = book
    .texts(...OWN_TAGS)
    .map((found) => block(found, toolByTag(found, book) ?? toolOf(found.value) ?? ownerOf(found.tag)));
  const open = book.texts(...OPEN_TAGS).flatMap((found) => {
    const tool = toolByTag(found, book) ?? toolOf(found.value);
    return tool === undefined ? [] : [block(found, tool)];
  });
  // beside a photograph any text is a note, unless it looks like a generator's
  const isPhoto = cameraName(book.text('Make')?.value ?? null, book.text('Model')?.value ?? null) !== null;
  const beside = input.sidecars.flatMap((sidecar) => {
    const value = sidecar.kind === 'prompt-txt' ? sidecar.text.trim() : '';
    const tool = toolOf(value) ?? (isPhoto ? undefined : 'unknown');
    return sidecar.kind !== 'prompt-txt' || value === '' || tool === undefined
      ? []
      : [block({ tag: `sidecar:${sidecar.name}`, value }, tool)];
  });
  return unique([...own, ...open, ...beside]).slice(0, MAX_BLOCKS);
}

/** The tool as other tags name it, where a text alone would not tell. */
function toolByTag({ tag, value }: Found<string>, book: TagBook): string | undefined {
  const software = book.text('PNG:Software', 'Alpha:Software')?.value ?? '';
  if (/^PNG:Invokeai_|^PNG:Sd-metadata$|^PNG:Dream$/i.test(tag)) return 'invokeai';
  if (/^PNG:Parameters$/i.test(tag) && book.text('PNG:Fooocus_scheme')) return 'fooocus';
  if (/^(?:PNG|Alpha):(?:Comment|Description)$/.test(tag) && /^NovelAI/i.test(software)) return 'novelai';
  const isFooocus = book.text('IFD0:Software')?.value.startsWith('Fooocus ');
  if (isFooocus && tag === 'ExifIFD:UserComment') return 'fooocus';
  const isDrawThings = /^Draw Things/i.test(book.text('XMP-xmp:CreatorTool')?.value ?? '');
  return isDrawThings && value.startsWith('{') ? 'drawthings' : undefined;
}

/** Who writes tags of this name, when the text is broken or tells nothing. */
const ownerOf = (tag: string): string => (/^PNG:(?:Workflow|Prompt)$/i.test(tag) ? 'comfyui' : 'unknown');

const toolOf = (text: string): string | undefined => TOOLS.find(([, mark]) => mark.test(text.slice(0, MAX_BLOCK)))?.[0];

function block({ tag, value }: Found<string>, tool: string): Block {
  return { tool, carrier: tag, text: value.slice(0, MAX_BLOCK), truncated: value.length > MAX_BLOCK };
}

/** The same text is often written twice (EXIF and XMP, comment and chunk): the better place stays. */
function unique(blocks: readonly Block[]): Block[] {
  const texts = new Set<string>();
  return blocks.filter(({ text }) => !texts.has(text) && texts.add(text));
}

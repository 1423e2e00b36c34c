/** Marks of AI generation parameters in texts and comments of pictures. */
const MARKS =
  /Steps: \d+, |Negative prompt:|(?:^|[{,])\s*"(?:prompt|workflow|sd-metadata|invokeai_metadata|sui_image_params|uc|base_model)"|^(?:prompt|workflow):\{|--(?:ar|v) \d.*Job ID:|>Draw Things</;
/** PNG text chunks that image generators write. */
const KEYWORDS: ReadonlySet<string> = new Set(
  'parameters|prompt|workflow|sd-metadata|invokeai_metadata|invokeai_graph|invokeai_workflow|dream|generation_data|fooocus_scheme|postprocessing'.split(
    '|',
  ),
);

/** True when a text chunk of this keyword is a generator's. */
export const isGenerationKeyword = (keyword: string): boolean => KEYWORDS.has(keyword.toLowerCase());

/** True when these bytes (UTF-8, UTF-16 or an EXIF comment) carry generation parameters. Looks at 4 KiB. */
export function looksGenerated(bytes: Uint8Array | undefined): boolean {
  if (!bytes || bytes.length < 8) return false;
  // UTF-16 text keeps its letters when every second byte is dropped: enough to find marks, in either byte order.
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, 4096)).replaceAll('\0', '');
  return MARKS.test(text.replace(/^(?:UNICODE|ASCII|JIS)/, ''));
}

/** Embedded previews of RAW files in the order they are worth trying: full size, view size, thumbnail. */
export const RAW_PREVIEWS: readonly string[] = [
  'JpgFromRaw',
  'JpgFromRaw2',
  'PreviewImage',
  'OtherImage',
  'ThumbnailImage',
];

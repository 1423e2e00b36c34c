/** Size of a made picture, pixels. Even numbers, so that every video codec takes it. */
export interface SampleSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Red, green and blue of a point: a slope of colours, so that no reader takes it for a blank picture. */
export function colourAt({ widthPx, heightPx }: SampleSize, x: number, y: number): readonly [number, number, number] {
  return [Math.round((x * 255) / widthPx), Math.round((y * 255) / heightPx), (x * 7 + y * 13) % 256];
}

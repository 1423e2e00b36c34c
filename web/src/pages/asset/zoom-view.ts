/** How a picture lies on the stage: scale (stage px a picture px) and the stage point of its middle, from the stage's middle. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Sizes {
  readonly stage: { readonly width: number; readonly height: number };
  readonly picture: { readonly width: number; readonly height: number };
}

/** Small pictures are enlarged at most so much to fill the stage. */
const MOST_FIT = 2;
const MOST_ZOOM = 8;

/** The scale at which the whole picture is seen. */
export function fitScale({ stage, picture }: Sizes): number {
  return Math.min(stage.width / picture.width, stage.height / picture.height, MOST_FIT);
}

/** The view that shows all. */
export const fitView = (sizes: Sizes): View => ({ scale: fitScale(sizes), x: 0, y: 0 });

/** Zooms so that the picture's point under the pointer stays there. The pointer is measured from the stage's middle. */
export function zoomAround(
  view: View,
  pointer: { x: number; y: number },
  change: { scale: number; sizes: Sizes },
): View {
  const fit = fitScale(change.sizes);
  const scale = Math.min(Math.max(MOST_ZOOM, fit), Math.max(fit, change.scale));
  const factor = scale / view.scale;
  return keepInside(
    { scale, x: pointer.x - (pointer.x - view.x) * factor, y: pointer.y - (pointer.y - view.y) * factor },
    change.sizes,
  );
}

/** Moves a view back until no edge of the picture leaves a gap that the other side could fill. */
export function keepInside(view: View, { stage, picture }: Sizes): View {
  const room = (size: number, space: number): number => Math.max(0, (size * view.scale - space) / 2);
  const limit = (value: number, most: number): number => Math.min(most, Math.max(-most, value));
  return {
    scale: view.scale,
    x: limit(view.x, room(picture.width, stage.width)),
    y: limit(view.y, room(picture.height, stage.height)),
  };
}

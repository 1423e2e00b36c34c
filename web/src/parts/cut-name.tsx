import type { ReactElement } from 'react';

/** Characters at the end that are always shown: the number that a camera counts by, and the format. */
const TAIL = 9;
const LETTERS = new Intl.Segmenter();

/** A file name that is cut in its middle where there is no room for it: names of one series differ at their end. */
export function CutName({ name }: { readonly name: string }): ReactElement {
  const characters = [...LETTERS.segment(name)].map(({ segment }) => segment);
  return (
    <>
      <span className="sr-only">{name}</span>
      <span aria-hidden dir="auto" className="flex min-w-0 whitespace-pre">
        <span className="truncate">{characters.slice(0, -TAIL).join('')}</span>
        <span className="shrink-0">{characters.slice(-TAIL).join('')}</span>
      </span>
    </>
  );
}

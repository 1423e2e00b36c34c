import type { WalkOptions } from './walk-order.ts';

/** A walk through all of a tree that was never looked at: nothing is ignored, nothing known. */
export const wholeTree: Omit<WalkOptions, 'root'> = {
  sub: '',
  ignore: [],
  followLinks: false,
  only: null,
  others: [],
  own: [],
  known: new Map(),
};

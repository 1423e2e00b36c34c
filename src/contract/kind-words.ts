import { kindNames } from '../base/kind-names.ts';

/** What a kind of job does, in words; a kind that is not known here by its own name. */
export const kindWord = (kind: string): string => kindNames[kind]?.words ?? kind;

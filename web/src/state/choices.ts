import { stored } from './stored.ts';

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];

export const themeChoice = stored('theme', THEMES, 'system');
export const railChoice = stored('rail', ['narrow', 'pinned'], 'narrow');
export const infoChoice = stored('info', ['closed', 'open'], 'closed');
export const filmStripChoice = stored('film-strip', ['closed', 'open'], 'open');

/** Applies and remembers a theme. `public/theme.js` does the same before the first paint. */
export function setTheme(theme: Theme): void {
  themeChoice.set(theme);
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

import { useEffect, useEffectEvent } from 'react';

/** Key → action. Keys are named as they are pressed: `ArrowLeft`, `x`, `Shift+ArrowUp`, `Control+a`, `?`. */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const TYPING = 'input, textarea, select, [contenteditable="true"]';
/** These act while someone types. */
const ALWAYS = new Set(['Escape', 'Control+k']);

/** The name of a pressed key with its modifiers. On a Mac the command key counts as Control. */
export function keyName(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && (event.key.length > 1 || /[a-z]/i.test(event.key)) ? 'Shift+' : '';
  return `${event.ctrlKey || event.metaKey ? 'Control+' : ''}${event.altKey ? 'Alt+' : ''}${shift}${key}`;
}

/** Listens on the window while the component is there. Handlers may prevent the default themselves. */
export function useKeys(map: KeyMap): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const name = keyName(event);
    const run = map[name];
    if (!run || event.defaultPrevented) return;
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest(TYPING) && !ALWAYS.has(name)) return;
    if (target?.closest('dialog') && name !== 'Control+k') return;
    // A button, link or open menu keeps its own Enter, Space and arrows.
    if ((name === 'Enter' || name === ' ') && target?.closest('button, a, [role="menuitem"], [role="tab"]')) return;
    if (
      name.startsWith('Arrow') &&
      target?.closest('[role="menu"], [role="tablist"], [role="listbox"], [role="slider"]')
    )
      return;
    run(event);
  });
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

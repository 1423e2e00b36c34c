import { X } from 'lucide-react';
import { Fragment, type ReactElement } from 'react';
import { IconButton, Keys } from './button.tsx';
import { Modal } from './modal.tsx';

const GROUPS = [
  {
    title: 'Everywhere',
    rows: [
      ['Ctrl K', 'Commands and pages'],
      ['?', 'This sheet'],
      ['G L', 'Library'],
      ['G I', 'Imports'],
      ['G J', 'Jobs'],
      ['G H', 'Health'],
      ['Ctrl Z', 'Undo what was done last'],
      ['[', 'Widen or narrow the rail'],
      [']', 'Info panel, also I'],
      ['/', 'Search by file name'],
    ],
  },
  {
    title: 'Library',
    rows: [
      ['← → ↑ ↓', 'Move'],
      ['Enter', 'Open, also Space'],
      ['X', 'Select'],
      ['Shift ←', 'Extend the selection'],
      ['Ctrl A', 'Select all that match'],
      ['E', 'Sharper previews of the selection'],
      ['Esc', 'Clear the selection'],
      ['D', 'Next day, with Shift back'],
      ['M', 'Next month, with Shift back'],
      ['Y', 'Next year, with Shift back'],
      ['Home', 'Newest, End oldest'],
      ['+ −', 'Larger, smaller pictures'],
    ],
  },
  {
    title: 'Asset',
    rows: [
      ['← →', 'Previous, next'],
      ['Z', 'Actual size, or fit'],
      ['F', 'Film strip'],
      ['E', 'Sharper preview'],
      ['I', 'Info'],
      ['Esc', 'Back to the library'],
    ],
  },
] as const;

/** What the keys do here. */
export function ShortcutsSheet({ onClose }: { readonly onClose: () => void }): ReactElement {
  return (
    <Modal label="Keyboard shortcuts" onClose={onClose} className="max-w-[860px]">
      <div className="flex items-center justify-between border-b border-line py-2 ps-4 pe-2">
        <h2 className="text-read font-strong">Keyboard shortcuts</h2>
        <IconButton label="Close" keys="Esc" onClick={onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      <div className="grid max-h-[70dvh] grid-cols-[auto_auto_auto] justify-between gap-8 overflow-y-auto p-4 max-[720px]:grid-cols-1">
        {GROUPS.map((group) => (
          <section key={group.title}>
            <h3 className="mb-2 font-strong text-muted">{group.title}</h3>
            <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
              {group.rows.map(([keys, what]) => (
                <Fragment key={keys}>
                  <dt>
                    <Keys keys={keys} />
                  </dt>
                  <dd>{what}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}

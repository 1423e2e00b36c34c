import type { ReactElement } from 'react';
import { Button } from './button.tsx';
import { Modal } from './modal.tsx';

interface ConfirmProps {
  /** Names the thing and, where it is known, the number. */
  readonly title: string;
  readonly text: string;
  /** The verb. */
  readonly action: string;
  readonly onDone: (yes: boolean) => void;
}

/** Asked only before what cannot be taken back. */
export function Confirm({ title, text, action, onDone }: ConfirmProps): ReactElement {
  return (
    <Modal label={title} onClose={() => onDone(false)} className="max-w-[440px]">
      <div className="flex flex-col gap-3 p-4">
        <h2 className="text-read font-strong">{title}</h2>
        <p className="text-read">{text}</p>
        <div className="mt-2 flex justify-end gap-2">
          <Button look="quiet" onClick={() => onDone(false)}>
            Keep
          </Button>
          <Button look="primary" onClick={() => onDone(true)}>
            {action}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

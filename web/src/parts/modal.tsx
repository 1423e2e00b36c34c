import { useLayoutEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';

interface ModalProps {
  readonly label: string;
  readonly onClose: () => void;
  readonly className?: string;
  readonly children: ReactNode;
}

/**
 * A dialog in the browser's own top layer: focus is kept inside, Esc closes, focus returns.
 * Radix' modal dialog writes a style element at run time, which our content policy forbids.
 */
export function Modal({ label, onClose, className = '', children }: ModalProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  // Before the dialog is there: a field in it may take the focus at once.
  const [before] = useState(() => document.activeElement);
  // The layout's effects end while the dialog still stands: later the focus would be lost with it.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      const isInside = element?.contains(document.activeElement) === true;
      element?.close();
      if (isInside && before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, [before]);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a click on the backdrop lands on the dialog itself
    <dialog
      ref={dialog}
      aria-label={label}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
      className={`max-h-[80dvh] w-[calc(100vw-32px)] overflow-hidden rounded-panel border border-line bg-raised p-0 text-text shadow-float ${className}`}
    >
      {children}
    </dialog>
  );
}

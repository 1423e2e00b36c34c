import { Tooltip } from 'radix-ui';
import type { ComponentProps, ReactElement, ReactNode } from 'react';

const LOOKS = {
  primary: 'bg-accent-solid text-on-accent font-strong hover:opacity-90',
  plain: 'bg-raised text-text border border-line hover:bg-hover',
  quiet: 'text-text hover:bg-hover',
  stage: 'text-on-stage hover:bg-on-stage/15',
} as const;

const BASE =
  'inline-flex h-8 shrink-0 items-center justify-center gap-2 rounded-control px-3 text-chrome whitespace-nowrap transition-colors aria-disabled:opacity-50 pointer-coarse:h-11';

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: keyof typeof LOOKS;
}

/**
 * What cannot be pressed now says so but keeps the focus: the browser takes it from a `disabled` button, and whoever
 * works by keys would begin at the top again after each press.
 */
function pressable({ disabled, onClick, ...rest }: ComponentProps<'button'>): ComponentProps<'button'> {
  if (disabled !== true) return { ...rest, onClick };
  return { ...rest, 'aria-disabled': true, onClick: (event) => event.preventDefault() };
}

/** A button with words. At most one `primary` on a page. */
export function Button({ look = 'plain', className = '', ...rest }: ButtonProps): ReactElement {
  return <button type="button" {...pressable(rest)} className={`${BASE} ${LOOKS[look]} ${className}`} />;
}

interface IconButtonProps extends ButtonProps {
  /** Read aloud, and shown as a tooltip with the key. */
  readonly label: string;
  readonly keys?: string;
  readonly side?: 'top' | 'bottom' | 'right' | 'left';
}

/** A button with an icon only: always named, always with a tooltip. */
export function IconButton({
  label,
  keys,
  side = 'bottom',
  look = 'quiet',
  className = '',
  ...rest
}: IconButtonProps): ReactElement {
  return (
    <Tip text={label} side={side} {...(keys === undefined ? {} : { keys })}>
      <button
        type="button"
        aria-label={label}
        {...pressable(rest)}
        className={`${BASE} ${LOOKS[look]} w-8 px-0! aria-pressed:bg-accent-soft aria-pressed:text-accent pointer-coarse:w-11 ${className}`}
      />
    </Tip>
  );
}

interface TipProps {
  readonly text: ReactNode;
  readonly keys?: string;
  readonly side?: 'top' | 'bottom' | 'right' | 'left';
  readonly children: ReactElement;
}

/** A tooltip on hover and on keyboard focus. */
export function Tip({ text, keys, side = 'bottom', children }: TipProps): ReactElement {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex max-w-80 items-center gap-2 rounded-control border border-line bg-raised px-2 py-1 text-small text-text shadow-float"
        >
          <span>{text}</span>
          {keys === undefined ? null : <Keys keys={keys} />}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

/** Keys as caps: `Ctrl K`. */
export function Keys({ keys }: { readonly keys: string }): ReactElement {
  return (
    <span className="flex shrink-0 gap-1">
      {keys.split(' ').map((key) => (
        <kbd
          key={key}
          className="min-w-5 rounded-[4px] border border-line bg-bg px-1 text-center font-sans text-[11px] leading-[18px] text-muted"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}

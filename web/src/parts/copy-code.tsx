import { Check, Copy } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { Button, Tip } from './button.tsx';

/** Whether something was just copied, and the function that copies. */
function useCopy(): [boolean, (text: string) => void] {
  const [copied, setCopied] = useState(false);
  const copy = (text: string): void => {
    void navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 1_500);
    });
  };
  return [copied, copy];
}

/** A stable code in small type; a click copies it. */
export function CopyCode({ code }: { readonly code: string }): ReactElement {
  const [copied, copy] = useCopy();
  return (
    <Tip text={copied ? 'Copied' : 'Copy code'}>
      <button
        type="button"
        onClick={() => copy(code)}
        className="rounded-[4px] font-code text-small text-muted hover:text-text hover:underline"
      >
        {code}
      </button>
    </Tip>
  );
}

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, as in "Copy path". */
  readonly what: string;
}

/** A small icon that copies a text. */
export function CopyButton({ text, what }: CopyButtonProps): ReactElement {
  const [copied, copy] = useCopy();
  const Icon = copied ? Check : Copy;
  return (
    <Tip text={copied ? 'Copied' : `Copy ${what}`}>
      <button
        type="button"
        aria-label={`Copy ${what}`}
        onClick={() => copy(text)}
        className="inline-flex size-6 shrink-0 items-center justify-center rounded-control text-muted hover:bg-hover hover:text-text pointer-coarse:size-11"
      >
        <Icon size={14} aria-hidden />
      </button>
    </Tip>
  );
}

/** A button with words that copies a longer text. */
export function CopyText({ text, label }: { readonly text: string; readonly label: string }): ReactElement {
  const [copied, copy] = useCopy();
  const Icon = copied ? Check : Copy;
  return (
    <Button onClick={() => copy(text)}>
      <Icon size={14} aria-hidden /> {copied ? 'Copied' : label}
    </Button>
  );
}

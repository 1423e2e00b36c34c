import { Search } from 'lucide-react';
import { useEffect, useState, type ReactElement } from 'react';

interface TypedFieldProps {
  readonly label: string;
  readonly text: string;
  /** Called when typing pauses; undefined = empty. */
  readonly onText: (text: string | undefined) => void;
  readonly className?: string;
}

/** The address follows what is typed after so long, ms. */
const TYPING_MS = 250;

/** A search field whose text stands in the address; it follows when the address changes by itself. */
export function TypedField({ label, text: given, onText, className = '' }: TypedFieldProps): ReactElement {
  const [text, setText] = useState(given);
  const [from, setFrom] = useState(given);
  if (from !== given) {
    setFrom(given);
    setText(given);
  }
  useEffect(() => {
    if (text === from) return undefined;
    const timer = setTimeout(() => {
      setFrom(text);
      onText(text === '' ? undefined : text);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, from, onText]);
  return (
    <span
      className={`flex h-8 min-w-0 items-center gap-2 rounded-control border border-line bg-surface px-2 has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-1 has-[input:focus-visible]:outline-accent pointer-coarse:h-11 ${className}`}
    >
      <Search size={14} aria-hidden className="shrink-0 text-muted" />
      <input
        type="text"
        role="searchbox"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="min-w-0 flex-1 bg-transparent outline-none"
      />
    </span>
  );
}

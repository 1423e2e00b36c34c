import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { LogLine, logFollowPath } from '../../../../src/contract/log.ts';
import { api } from '../../api/client.ts';
import { usePageVisible } from '../../state/page-visible.ts';

/** Lines that came while following are kept up to so many; older ones are read again from the files. */
const MOST_LIVE = 2_000;

/** What narrows the log; parts that are not set are absent. */
export type LogAsk = Readonly<Record<string, string>>;

const keyOf = (line: LogLine): string => `${line.at} ${line.component ?? ''} ${line.message} ${line.job ?? ''}`;

/** The log, newest first: what the files hold, and above it what comes while `follow` is on. */
export function useLogLines(filter: LogAsk, follow: boolean) {
  const list = useInfiniteQuery({
    queryKey: ['logs', filter],
    queryFn: ({ pageParam, signal }) => api.logs.list({ ...filter, limit: 200, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
    staleTime: Infinity,
  });
  const [live, setLive] = useState<readonly LogLine[]>([]);
  const [state, setState] = useState<'off' | 'live' | 'lost'>('off');
  const query = new URLSearchParams(filter).toString();
  const visible = usePageVisible();
  const { refetch } = list;
  const wasOpen = useRef(false);
  useEffect(() => {
    if (!follow || !visible) return undefined;
    // What was written while nobody followed is in the files; what came by another filter does not belong here.
    if (wasOpen.current) {
      setLive([]);
      void refetch();
    }
    wasOpen.current = true;
    const source = new EventSource(`${logFollowPath}?${query}`);
    source.addEventListener('open', () => setState('live'));
    source.addEventListener('error', () => setState('lost'));
    source.addEventListener('line', ({ data }: { data: unknown }) => {
      const line = LogLine.safeParse(fromJson(data));
      if (line.success) setLive((was) => [line.data, ...was].slice(0, MOST_LIVE));
    });
    return () => {
      source.close();
      setState('off');
    };
  }, [query, follow, visible, refetch]);
  const stored = list.data?.pages.flatMap((page) => page.rows) ?? [];
  // Where pushes and files overlap, a line is shown once.
  const first = stored[0];
  const known = new Set(first === undefined ? [] : stored.slice(0, 400).map(keyOf));
  const lines: LogLine[] = [...live.filter((line) => !known.has(keyOf(line))), ...stored];
  return { ...list, lines, state: follow ? state : ('off' as const), page: list.data?.pages[0] };
}

function fromJson(data: unknown): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : undefined;
  } catch {
    return undefined;
  }
}

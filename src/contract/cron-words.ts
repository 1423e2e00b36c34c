const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const two = (text: string): string => text.padStart(2, '0');
const isNumber = (text: string | undefined): text is string => text !== undefined && /^\d+$/.test(text);

/** A plain pattern of cron in words, and none at all; null for those that say more than one sentence can. */
export function cronWords(cron: string): string | null {
  if (cron === '') return 'Only when asked for';
  const [minute, hour, date, month, weekday] = cron.trim().split(/\s+/);
  if (date !== '*' || month !== '*' || minute === undefined) return null;
  const step = /^\*\/(\d+)$/.exec(minute)?.[1];
  if (hour === '*' && weekday === '*') {
    if (minute === '*') return 'Every minute';
    if (step !== undefined) return `Every ${step} minutes`;
    return isNumber(minute) ? `Every hour at :${two(minute)}` : null;
  }
  if (!isNumber(minute) || !isNumber(hour)) return null;
  const time = `${two(hour)}:${two(minute)}`;
  if (weekday === '*') return `Every day at ${time}`;
  const day = isNumber(weekday) ? DAYS[Number(weekday)] : undefined;
  return day === undefined ? null : `Every ${day} at ${time}`;
}

/** The cap of a schedule and what is left of it, in words; none where it has none. */
export function capWords({
  perDay,
  today,
  capReached,
}: {
  readonly perDay: number | null;
  readonly today: number;
  readonly capReached: boolean;
}): readonly string[] {
  if (perDay === null) return [];
  return [`${today} of at most ${perDay} today${capReached ? ', so it waits for the next day' : ''}`];
}

import { type AppError, systemCode } from '../base/errors.ts';

/** A statement that took longer than the server allows will again. */
const TOOK_TOO_LONG = '57014';

/**
 * True when the database could not be used for a reason that ends without us: others hold what is needed, or its server is
 * away. Who was stopped by it has done nothing wrong, and may try as often as it takes.
 */
export function isPassingTrouble({ code, cause }: AppError): boolean {
  return code === 'database_away' || (code === 'busy' && systemCode(cause) !== TOOK_TOO_LONG);
}

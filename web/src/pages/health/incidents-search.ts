import { z } from 'zod';

/** The incidents page's address: the day, in UTC; none = today. */
export const IncidentsSearch = z.object({ day: z.iso.date().optional().catch(undefined) });

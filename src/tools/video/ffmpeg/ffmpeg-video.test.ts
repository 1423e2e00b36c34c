import { it } from 'node:test';
import { toAppError } from '../../../base/errors.ts';
import { videoSuite } from '../video.suite.ts';
import { openFfmpegVideo } from './ffmpeg-video.ts';

const PROGRAMS = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' };

const missing = await openFfmpegVideo(PROGRAMS).then(
  () => undefined,
  (error: unknown) => toAppError(error).message,
);
// Without the programs there is nothing to test with: said aloud, and a failure where everything must be tested.
if (missing === undefined) videoSuite('ffmpeg', (options) => openFfmpegVideo({ ...PROGRAMS, ...options }));
else if (process.env['CI'] === undefined)
  it('keeps the contract of video', { skip: `install ffmpeg: ${missing}` }, () => undefined);
else it('finds ffmpeg and ffprobe on the machine of CI', () => Promise.reject(new Error(missing)));

import { it } from 'node:test';
import { notRunHere } from '../../../../test/fixtures/not-run-here.ts';
import { toAppError } from '../../../base/errors.ts';
import { videoSuite } from '../video.suite.ts';
import { openFfmpegVideo } from './ffmpeg-video.ts';

const PROGRAMS = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' };

const missing = await openFfmpegVideo(PROGRAMS).then(
  () => undefined,
  (error: unknown) => toAppError(error).message,
);
if (missing === undefined) videoSuite('ffmpeg', (options) => openFfmpegVideo({ ...PROGRAMS, ...options }));
else it('keeps the contract of video with ffmpeg', (t) => notRunHere(t, `ffmpeg and ffprobe: ${missing}`));

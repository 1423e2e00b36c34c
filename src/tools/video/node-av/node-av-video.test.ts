import { silentLog } from '../../../base/log.ts';
import { videoSuite } from '../video.suite.ts';
import { openNodeAvVideo } from './node-av-video.ts';

videoSuite('node-av', (options) => openNodeAvVideo({ size: 1, idleMs: 5_000, log: silentLog, ...options }));

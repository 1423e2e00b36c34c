import type { CheckLine } from '../contract/system.ts';
import { checkLine } from './check-line.ts';

/** What was found of one tool. The composition root asks the tools; this module only judges. */
export interface ToolProbe {
  readonly id: 'exiftool' | 'sharp' | 'magick' | 'node-av' | 'ffmpeg';
  /** Name with version and place, or why it does not work. */
  readonly found: { readonly version: string } | { readonly problem: string; readonly why?: ToolFault | undefined };
}

/** What keeps a tool from working, where its cure is another than to install it. */
const toolFaults = ['killed', 'absent', 'wrong_path', 'crashed', 'slow'] as const;
type ToolFault = (typeof toolFaults)[number];

/** The fault of this name; undefined where it is none that has a cure of its own. */
export function toolFault(name: unknown): ToolFault | undefined {
  return toolFaults.find((fault) => fault === name);
}

interface ToolFacts {
  readonly title: string;
  /** `video`: one of them is enough. */
  readonly need: 'must' | 'should' | 'video';
  readonly cure: string;
  readonly cures?: Readonly<Record<ToolFault, string>>;
}

const MEANWHILE = 'Until then a simpler reader is used';

const TOOLS: Readonly<Record<ToolProbe['id'], ToolFacts>> = {
  exiftool: {
    title: 'Metadata: ExifTool and Perl',
    need: 'must',
    cure: `Install Perl (Debian: apt-get install perl-base); ExifTool itself comes with \`npm ci\`. ${MEANWHILE}`,
    cures: {
      killed:
        'Somebody or the system ended it, mostly for want of memory: give the machine more. It is started again by itself',
      absent: `Run \`npm ci\` again, which brings it. ${MEANWHILE}`,
      wrong_path: `Correct metadata.exiftool, or leave it blank for the one that \`npm ci\` brings. ${MEANWHILE}`,
      crashed: `Run \`npm ci\` again; if it still ends, install Perl anew (Debian: apt-get install --reinstall perl-base). ${MEANWHILE}`,
      slow: 'The machine is busy, or its disk is slow. It is started again by itself; until then a simpler reader is used',
    },
  },
  sharp: {
    title: 'Pictures: sharp',
    need: 'must',
    cure: 'Run `npm ci` on this machine again: its picture library fits another system',
  },
  magick: {
    title: 'HEIC, JPEG XL, RAW, PSD: magick-wasm',
    need: 'should',
    cure: 'Run `npm ci` again; until then these formats have no pictures',
  },
  'node-av': {
    title: 'Video: bundled library',
    need: 'video',
    cure: 'Run `npm ci` without --omit=optional, or install ffmpeg',
  },
  ffmpeg: {
    title: 'Video: ffmpeg and ffprobe',
    need: 'video',
    cure: 'Install ffmpeg (Debian: apt-get install ffmpeg), or name them in video.ffmpeg and video.ffprobe',
  },
};

/** One line a tool, and one for video as a whole (`tool.video`), which works as long as one of its tools does. */
export function checkTools(probes: readonly ToolProbe[]): readonly CheckLine[] {
  const lines = probes.map(({ id, found }) => {
    const { title, need, cure: usual, cures } = TOOLS[id];
    const check = checkLine(`tool.${id}`, title, need === 'must');
    if ('version' in found) return check.ok(found.version);
    const cure = (found.why === undefined ? undefined : cures?.[found.why]) ?? usual;
    return need === 'must' ? check.bad(found.problem, cure) : check.warn(found.problem, cure);
  });
  const working = probes.filter(({ id, found }) => TOOLS[id].need === 'video' && 'version' in found);
  const video = checkLine('tool.video', 'Video', false);
  const total = working[0]
    ? video.ok(`works with ${working.map(({ id }) => id).join(' and ')}`)
    : video.bad('no video tool works; pictures do', `${TOOLS['node-av'].cure} (Debian: apt-get install ffmpeg)`);
  return [...lines, total];
}

import { packageFacts } from './package-facts.ts';
import { runCommandLine } from './cli/run-command-line.ts';
import { stopOnSignals } from './cli/stop-on-signals.ts';
import { commandGroups, commands } from './commands.ts';

using stop = stopOnSignals();
// A reader that left (`supervisor … | head`) ends the output, not the work's clean stop.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.kill(process.pid, 'SIGTERM');
});
process.exitCode = await runCommandLine({
  version: packageFacts.version,
  commands,
  groups: commandGroups,
  // Loaded when a command asks: help and settings start without the tools.
  needs: {
    openLibrary: async (found, use) => (await import('./open-library.ts')).openLibrary(found, use),
    findRunning: async (found) => (await import('./cli/running-server.ts')).findRunningServer(found),
    openCalls: async (found) => (await import('./open-calls.ts')).openCalls(found),
    probeTools: async (config) => (await import('./probe-tools.ts')).probeTools(config),
  },
  words: process.argv.slice(2),
  env: process.env,
  streams: { out: process.stdout, err: process.stderr },
  signal: stop.signal,
});

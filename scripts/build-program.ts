// Compiles src/ into dist/. Packages of very many small modules take longer to load than all of the program: each becomes one.
import { copyFileSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { rolldown } from 'rolldown';
import { checkoutRoot, runTool } from './run-step.ts';

/**
 * Only what is not two different things when another package loads it a second time: nobody else imports Kysely and yaml,
 * and zod keeps what its copies share on `globalThis` (oRPC loads it for the server).
 */
const BUNDLED = ['kysely', 'yaml', 'zod'];
const SRC = join(checkoutRoot, 'src');
const DIST = join(checkoutRoot, 'dist');

async function bundle(name: string): Promise<void> {
  // its ES modules, also where Node would be given CommonJS: only of these the names of exports are known
  const resolve = { conditionNames: ['import', 'default'] };
  await using made = await rolldown({ input: name, cwd: checkoutRoot, platform: 'neutral', resolve, logLevel: 'warn' });
  await made.write({ file: join(DIST, `bundled/${name}.js`), format: 'esm' });
  copyFileSync(join(checkoutRoot, `node_modules/${name}/LICENSE`), join(DIST, `bundled/${name}.LICENSE`));
}

/** Makes the compiled modules import the bundles. */
function bind(): void {
  for (const path of globSync('**/*.js', { cwd: DIST, exclude: ['bundled/**', 'web/**'] })) {
    const file = join(DIST, path);
    const compiled = readFileSync(file, 'utf8');
    const up = relative(dirname(file), DIST).replaceAll('\\', '/') || '.';
    const bound = BUNDLED.reduce(
      (text, name) => text.replaceAll(` from '${name}';`, ` from '${up}/bundled/${name}.js';`),
      compiled,
    );
    if (bound !== compiled) writeFileSync(file, bound);
  }
}

/** What lies beside a module and is no module. */
function copyRest(): void {
  for (const path of globSync('**/*.config', { cwd: SRC })) copyFileSync(join(SRC, path), join(DIST, path));
}

const { failed, output } = await runTool('program', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
if (failed > 0) process.stderr.write(output);
else {
  await Promise.all(BUNDLED.map(bundle));
  bind();
  copyRest();
}
process.exitCode = failed > 0 ? 1 : 0;

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Packs what is built once and for all: a phone on a slow network gets a third of the bytes. Brotli is for https only. */
const packed: Plugin = {
  name: 'packed',
  apply: 'build',
  writeBundle({ dir = '' }, bundle) {
    for (const name of Object.keys(bundle)) {
      const path = join(dir, name);
      if (/\.(?:js|css)$/u.test(name)) writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
    }
  },
};

export default defineConfig({
  root: here('.'),
  plugins: [react(), tailwindcss(), packed],
  build: {
    outDir: here('../dist/web'),
    emptyOutDir: true,
    target: 'es2024',
    // A strict content policy forbids inline code: nothing may become a data URL or an inline script.
    assetsInlineLimit: 0,
    // Loaded once from the same machine and kept for ever: one file is simpler than many.
    chunkSizeWarningLimit: 900,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': process.env['SUPERVISOR_URL'] ?? 'http://127.0.0.1:7878' } },
});

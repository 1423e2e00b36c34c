import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  plugins: [react(), tailwindcss()],
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

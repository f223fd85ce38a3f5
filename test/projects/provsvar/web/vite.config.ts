import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  resolve: { alias: { '@web': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: { outDir: '../dist/web', sourcemap: false },
  server: { proxy: { '/api': 'http://localhost:3000' } },
});

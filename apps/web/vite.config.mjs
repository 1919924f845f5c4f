import { defineConfig } from 'vite';

// A NODE_ENV left over from a test run would put the development forms of the libraries into the build: a third more to load.
process.env.NODE_ENV = 'production';

// The API process serves dist/web. Nothing is inlined: the page runs under `default-src 'self'`, which forbids
// inline scripts and data: addresses alike.
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  build: { outDir: '../../dist/web', emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false }, cssCodeSplit: false },
  server: { proxy: { '/api': process.env.CHANCERY_API ?? 'http://127.0.0.1:3000' } },
});

import { preact } from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

export default defineConfig({
  resolve: { conditions: ['development', 'module', 'browser', 'import', 'default'] },
  plugins: [
    preact(),
    VitePWA({
      // The worker waits; src/sw/update.ts lets it in when nobody stands at the kiosk.
      registerType: 'prompt',
      injectRegister: false,
      manifest: {
        id: '/',
        name: 'Tapclock terminal',
        short_name: 'Tapclock',
        description: 'Clock in and out with a badge',
        start_url: '/',
        scope: '/',
        display: 'fullscreen',
        orientation: 'any',
        background_color: '#10151a',
        theme_color: '#10151a',
        icons: [
          { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
          { src: 'icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any maskable' },
        ],
      },
      workbox: {
        globPatterns: ['**/*.{js,css,html,svg,png,woff2}'],
        navigateFallback: 'index.html',
        // What the bridge answers itself is never answered from the cache.
        navigateFallbackDenylist: [/^\/kiosk/, /^\/health/, /^\/virtual-reader/],
        clientsClaim: true,
        cleanupOutdatedCaches: true,
        inlineWorkboxRuntime: true,
        sourcemap: false,
      },
    }),
  ],
  build: {
    target: 'es2022',
    sourcemap: false,
    // Schemas have no side effects when they are loaded, so those of other wires stay out of this page.
    rollupOptions: { treeshake: { moduleSideEffects: id => !/[\\/]contracts[\\/]src[\\/]/.test(id) } },
  },
});

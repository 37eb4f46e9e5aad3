import preact from '@preact/preset-vite';
import { defineConfig, type Plugin } from 'vite';

/** The font is asked for with the page instead of after its CSS, so that no line is drawn twice. */
function preloadFont(): Plugin {
  return {
    name: 'preload-font',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) => {
        const font = Object.keys(bundle ?? {}).find(name => /next-latin-wght-normal.*\.woff2$/.test(name));
        if (!font) return [];
        const attrs = { rel: 'preload', href: `/${font}`, as: 'font', type: 'font/woff2', crossorigin: '' };
        return [{ tag: 'link', attrs, injectTo: 'head' }];
      },
    },
  };
}

const CONTRACTS = /[\\/]contracts[\\/](?:src|dist)[\\/]/;

/**
 * Nothing happens when a schema is made, but a bundler cannot know that of `z.string().check(...)`. Said of each, a page gets only those that it
 * parses with, and the board waits for none of the others.
 */
function pureSchemas(): Plugin {
  return {
    name: 'pure-schemas',
    transform(code, id) {
      if (!CONTRACTS.test(id)) return null;
      const edits = this.parse(code).body.flatMap(statement => {
        const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
        if (declared?.type !== 'VariableDeclaration') return [];
        return declared.declarations.flatMap(({ init }) => (init?.type === 'CallExpression' ? [init] : []));
      });
      return edits.reduceRight(
        (text, { start, end }) =>
          `${text.slice(0, start)}/* @__PURE__ */ (() => ${text.slice(start, end)})()${text.slice(end)}`,
        code,
      );
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  // Packages of this repository are built from their source.
  resolve: { conditions: ['development', 'module', 'browser', 'import', 'default'] },
  plugins: [preact(), pureSchemas(), preloadFont()],
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    rolldownOptions: { treeshake: { moduleSideEffects: [{ test: CONTRACTS, sideEffects: false }] } },
  },
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8080', ws: true } } },
});

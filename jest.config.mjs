import { readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));

/** One project per world, so that only the suites that need Postgres or a browser start them. */
const project = (displayName, testMatch, more = {}) => ({
  displayName,
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testMatch: testMatch.map(pattern => `<rootDir>/${pattern}`),
  modulePathIgnorePatterns: ['/dist/'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  testEnvironmentOptions: { customExportConditions: ['development', 'node', 'node-addons'] },
  transform: { '^.+\\.tsx?$': ['@swc/jest', { ...swc, swcrc: false, sourceMaps: 'inline' }] },
  ...more,
});

export default {
  maxWorkers: 2,
  // Suites as ES modules are never quite let go of (jestjs/jest 14605): a worker that grew is replaced between two of them.
  workerIdleMemoryLimit: '1500MB',
  watchman: false,
  testTimeout: 30_000,
  projects: [
    project('unit', [
      'contracts/src/**/*.test.ts',
      'firmware-bridge/src/**/*.test.ts',
      'terminal/src/**/*.test.ts',
      'dashboard/src/**/*.test.ts',
      'hub/src/**/*.test.ts',
      'tools/src/**/*.test.ts',
    ]),
    project('scenario', ['firmware-bridge/test/**/*.test.ts']),
    project('hub', ['hub/test/**/*.test.ts'], {
      globalSetup: '<rootDir>/hub/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/hub/test/support/global-teardown.ts',
    }),
    project('e2e', ['e2e/test/**/*.test.ts']),
  ],
};

import type { PythonPackage } from './python-package.ts';

/** The peer that the OSDP suites were written against: its quirks are part of what they expect. */
export const LIBOSDP: PythonPackage = {
  name: 'libosdp',
  version: '3.2.9',
  module: 'osdp',
  variable: 'TAPCLOCK_LIBOSDP_PYTHON',
  compilers: ['gcc', 'libc6-dev', 'python3-dev'],
};

/** Asks the HTTP API whatever its document allows, and more. */
export const SCHEMATHESIS: PythonPackage = {
  name: 'schemathesis',
  version: '4.32.5',
  module: 'schemathesis',
  variable: 'TAPCLOCK_SCHEMATHESIS_PYTHON',
  compilers: [],
};

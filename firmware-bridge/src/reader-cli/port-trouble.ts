import { isErrnoException } from '../platform/index.ts';
import { portProblemOf } from '../readers/index.ts';

const ADVICE: Readonly<Record<string, string>> = {
  'no-permission': 'it may not be opened by you: doctor says what to do',
  'no-such-port': 'there is no such port: list shows those that are there',
  'port-busy': 'another program holds it: doctor says which',
};

/** What hindered the opening of a port, and what to do. */
export function portTrouble(error: unknown, path: string): { code: string; message: string } {
  const code = portProblemOf(error);
  const words = error instanceof Error || isErrnoException(error) ? error.message : String(error);
  return { code, message: `${path}: ${ADVICE[code] ?? words}` };
}

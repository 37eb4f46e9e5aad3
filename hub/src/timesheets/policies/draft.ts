import type { NewPolicy, Policy } from '@tapclock/contracts';
import { HubError } from '../../platform/http/hub-error.ts';
import { casePolicy } from '../case/case-policy.ts';
import { HoursDocumentError } from '../case/hours-problem.ts';

/** Rules as somebody writes them: `policy`, or `preset` with `overrides`. */
export type PolicyDraftText = Pick<NewPolicy, 'policy' | 'preset' | 'overrides'>;

/** Reads a draft as the hours document reads its policy, under a name given here and version 1. Throws VALIDATION_ERROR with every problem. */
export function readDraft(name: string, { policy, preset, overrides }: PolicyDraftText): Policy {
  const named = { name, version: 1 };
  try {
    return policy === undefined
      ? casePolicy({ preset, overrides: { ...overrides, ...named } })
      : casePolicy({ preset, overrides, policy: { ...policy, ...named } });
  } catch (error) {
    if (!(error instanceof HoursDocumentError)) throw error;
    throw new HubError(
      'VALIDATION_ERROR',
      { en: 'These rules cannot be used.', de: 'Diese Regeln sind nicht anwendbar.' },
      {
        details: error.problems.map(({ path, message, german }) => ({
          path,
          message: { en: message, de: german ?? message },
        })),
        cause: error,
      },
    );
  }
}

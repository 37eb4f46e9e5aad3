import type { ApiErrorCode, Said, TaskRefusal } from '@tapclock/contracts';
import { HubError } from '../platform/http/hub-error.ts';

export const noSuchTask = (): HubError =>
  new HubError('NOT_FOUND', { en: 'There is no such task.', de: 'Diese Aufgabe gibt es nicht.' });

/** A refusal with its place in the request, what is wrong and what to do about it. */
export function refused(
  code: ApiErrorCode,
  { problem, path, message, remedy }: { problem: TaskRefusal; path: string; message: Said; remedy: Said },
): HubError {
  return new HubError(code, message, { details: [{ code: problem, path, message, remedy }] });
}

export const codeTaken = (code: string): HubError =>
  refused('CONFLICT', {
    problem: 'TASK_CODE_TAKEN',
    path: 'code',
    message: {
      en: `The site has a task ${code} already, which says something else or was made before.`,
      de: `Der Standort hat schon eine Aufgabe ${code}, die etwas anderes sagt oder früher angelegt wurde.`,
    },
    remedy: {
      en: 'Take another code, or change the task that is there.',
      de: 'Nehmen Sie einen anderen Code, oder ändern Sie die vorhandene Aufgabe.',
    },
  });

import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { AuditAction } from '@tapclock/contracts';

export const RECORDED_ACTIONS = 'tapclock:recorded-actions';

/**
 * What this route writes to the audit trail, in the transaction of the change itself (`AuditTrail.record`). A route that changes something
 * and names nothing fails the test that lists all routes.
 */
export const Records = (...actions: readonly [string, ...string[]]) => {
  for (const action of actions) AuditAction.parse(action);
  return applyDecorators(
    SetMetadata(RECORDED_ACTIONS, actions),
    ApiExtension('x-audit', { records: [...actions] }),
  );
};

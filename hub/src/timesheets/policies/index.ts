export { AssignmentService } from './assignment.service.ts';
export { PoliciesModule } from './policies.module.ts';
export { PolicyRepository, policyKey } from './policy.repository.ts';
export { PolicyService } from './policy.service.ts';
export { PolicyDirectory, type PolicySpan, type PolicySpans, type SiteRules } from './policy-directory.ts';
export { readDay, refused } from './read-day.ts';

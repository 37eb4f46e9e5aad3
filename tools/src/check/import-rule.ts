/** A rule on who may import whom, with an example that breaks it. */
export interface ImportRule {
  name: string;
  /** Why the rule is there; shown with each violation. */
  comment: string;
  /** Regular expressions over paths from the root of the repository; groups of `from.path` are `$1`.. in `to`. */
  from: { path?: string; pathNot?: string };
  to: {
    path?: string;
    pathNot?: string;
    dependencyTypes?: ['core'];
    circular?: true;
    /** Through however many imports. */
    reachable?: true;
    viaOnly?: { dependencyTypesNot: ['type-only'] };
    couldNotResolve?: true;
  };
  /** Files that break this rule. The check fails when they are not reported: a rule that cannot fail guards nothing. */
  canary: Readonly<Record<string, string>>;
}

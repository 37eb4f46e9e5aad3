/** Ends a switch over a union: a new member that nobody handles does not compile, and at run time says its name. */
export function assertNever(value: never): never {
  throw new Error(`not handled: ${JSON.stringify(value)}`);
}

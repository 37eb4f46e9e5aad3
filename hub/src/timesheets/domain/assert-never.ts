/** The end of a switch over every kind; the compiler proves that nothing gets here. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected kind ${JSON.stringify(value)}`);
}

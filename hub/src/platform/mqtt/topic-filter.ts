/** Whether a topic name falls under a filter (MQTT 3.1.1 section 4.7). Topics that begin with `$` need a filter that does too. */
export function filterMatches(filter: string, topic: string): boolean {
  if (topic.startsWith('$') && !filter.startsWith('$')) return false;
  const want = filter.split('/');
  const have = topic.split('/');
  for (const [index, level] of want.entries()) {
    if (level === '#') return true;
    if (index >= have.length) return false;
    if (level !== '+' && level !== have[index]) return false;
  }
  return want.length === have.length;
}

/**
 * Whether everything `asked` can match is also matched by `allowed`. Used for subscriptions: asking for less than allowed is
 * fine, asking for more is refused as a whole. `$share/...` and `#` are covered by nothing a terminal has.
 */
export function filterCovers(allowed: string, asked: string): boolean {
  const may = allowed.split('/');
  const wants = asked.split('/');
  if (may.length !== wants.length || wants.includes('#')) return false;
  return may.every((level, index) => level === wants[index] || (level === '+' && wants[index] !== ''));
}

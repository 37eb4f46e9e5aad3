/** Which greeting fits an hour (0 to 23) on the site's clock. */
export function greetingAt(hour: number): 'morning' | 'day' | 'evening' | 'night' {
  if (hour < 4 || hour >= 22) return 'night';
  if (hour < 11) return 'morning';
  return hour < 17 ? 'day' : 'evening';
}

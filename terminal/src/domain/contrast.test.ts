import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/** WCAG 2.2, 1.4.3: normal text. All text here is larger, yet it is read from two metres. */
const AA = 4.5;
/** WCAG 2.2, 1.4.11: marks and borders that carry meaning. */
const AA_MARK = 3;

const css = readFileSync(new URL('../tokens.css', import.meta.url), 'utf8');

describe('contrast of the tokens', () => {
  it.each([
    ['in', 'in-ink'],
    ['in-soft', 'in-ink'],
    ['break', 'break-ink'],
    ['break-soft', 'break-ink'],
    ['out', 'out-ink'],
    ['out-soft', 'out-ink'],
    ['warn', 'warn-ink'],
    ['warn-soft', 'warn-ink'],
    ['stop', 'stop-ink'],
    ['stop-soft', 'stop-ink'],
    ['ground', 'ink'],
    ['ground', 'quiet'],
    ['raised', 'ink'],
    ['raised', 'quiet'],
    ['lifted', 'ink'],
    ['lifted', 'quiet'],
    ['ground', 'warn-bright'],
    ['raised', 'warn-bright'],
    ['ground', 'in-bright'],
  ])('text %s / %s is AA', (ground, ink) => {
    expect(ratio(token(ground), token(ink))).toBeGreaterThanOrEqual(AA);
  });

  it.each([
    ['in', 'ground'],
    ['break', 'ground'],
    ['out', 'raised'],
    ['warn', 'raised'],
    ['stop', 'ground'],
  ])('a large field of %s stands out from %s without its hue, or carries its own words', (field, ground) => {
    const lightness = ratio(token(field), token(ground));
    const words = ratio(token(field), token(`${field}-ink`));
    expect(Math.max(lightness, words)).toBeGreaterThanOrEqual(AA_MARK);
  });
});

type Oklch = { l: number; c: number; h: number };

function token(name: string): Oklch {
  const found = new RegExp(`--${name}: oklch\\(([\\d.]+) ([\\d.]+) ([\\d.]+)\\)`).exec(css);
  if (found === null) throw new Error(`no token --${name}`);
  return { l: Number(found[1]), c: Number(found[2]), h: Number(found[3]) };
}

function ratio(one: Oklch, other: Oklch): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Relative luminance of a colour clipped to sRGB; matrices from https://bottosson.github.io/posts/oklab/. */
function luminance({ l, c, h }: Oklch): number {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  const red = clip(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short);
  const green = clip(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short);
  const blue = clip(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

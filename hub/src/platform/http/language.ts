import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { Language, type Said } from '@tapclock/contracts';
import { principalOf } from './access/principal.ts';

/** What people are spoken to in who say nothing about it. */
const DEFAULT: Language = 'en';
/** Longest Accept-Language that is read; what is longer says nothing. */
const HEADER_LENGTH_MAX = 500;

interface Asked {
  headers: Record<string, string | string[] | undefined>;
}

/** Language of whoever asks: what the request wants most of ours, else that of the account, else English. */
export function languageOf(request: Asked): Language {
  const wanted = acceptedLanguage(request.headers['accept-language']);
  return wanted ?? principalOf(request)?.account?.language ?? DEFAULT;
}

/** The language of whoever asks, as a parameter of a route. */
export const Speaking = createParamDecorator(
  (_: unknown, context: ExecutionContext): Language => languageOf(context.switchToHttp().getRequest<Asked>()),
);

/** The best of our languages for an `Accept-Language` (RFC 9110, 12.5.4); null when it names none of them. */
export function acceptedLanguage(header: string | string[] | undefined): Language | null {
  if (typeof header !== 'string' || header.length > HEADER_LENGTH_MAX) return null;
  const ranked = header
    .split(',')
    .map(part => {
      const [range = '', ...parameters] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const quality = parameters.find(parameter => parameter.startsWith('q='))?.slice(2);
      // A dialect of one of ours is ours: de-AT is German.
      const language = Language.safeParse(range.split('-')[0]).data ?? null;
      return { language, weight: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ language, weight }) => language !== null && weight > 0);
  return ranked.toSorted((a, b) => b.weight - a.weight)[0]?.language ?? null;
}

/** `details` of an error in one language: every message in all languages, wherever it stands in them, becomes one text. */
export function spoken(details: unknown, language: Language): unknown {
  if (Array.isArray(details)) return details.map(part => spoken(part, language));
  if (typeof details !== 'object' || details === null) return details;
  if (isSaid(details)) return details[language];
  if (Object.getPrototypeOf(details) !== Object.prototype) return details;
  return Object.fromEntries(Object.entries(details).map(([name, value]) => [name, spoken(value, language)]));
}

/** A value that has a text in each of our languages and nothing else. */
function isSaid(value: object): value is Said {
  const entries = Object.entries(value);
  return (
    entries.length === Language.options.length &&
    entries.every(([name, text]) => typeof text === 'string' && Language.safeParse(name).success)
  );
}

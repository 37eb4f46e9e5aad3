import type { Language, Said } from '@tapclock/contracts';
import { sentenceOf, type Told } from './sentences.ts';

/** Most sentences of one mail; of more it says how many there are. */
export const MAIL_SENTENCES_MAX = 50;

export interface MailText {
  subject: string;
  text: string;
  html: string;
}

const GREETING: Said = { en: 'Tapclock tells you:', de: 'Tapclock teilt Ihnen mit:' };
const OPEN: Said = { en: 'Open Tapclock', de: 'Tapclock öffnen' };
const SETTINGS: Said = {
  en: 'You choose what is mailed to you, and when not, in Tapclock under your notification settings.',
  de: 'Was Ihnen gemailt wird und wann nicht, wählen Sie in Tapclock in Ihren Einstellungen für Mitteilungen.',
};

/**
 * One mail about one or more things, as plain text and as HTML that reads well aloud. The subject is made of the product's own words only:
 * nothing that anybody typed gets into a header. `link` is where people reach the hub; null: nobody knows.
 */
export function mailText(told: readonly Told[], language: Language, link: string | null): MailText {
  const shown = told.slice(0, MAIL_SENTENCES_MAX).map(one => sentenceOf(one, language));
  const more = told.length - shown.length;
  const sentences = more > 0 ? [...shown, moreText(more, language)] : shown;
  const subject = subjectOf(told.length, language);
  const text = [
    GREETING[language],
    '',
    ...sentences.map(sentence => `- ${sentence}`),
    '',
    ...(link === null ? [] : [`${OPEN[language]}: ${link}`, '']),
    SETTINGS[language],
    '',
  ].join('\n');
  const html = [
    '<!doctype html>',
    `<html lang="${language}"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>`,
    '<body style="font-family: sans-serif; font-size: 16px; line-height: 1.5; color: #1a1a1a; background: #ffffff">',
    `<h1 style="font-size: 20px">${escaped(GREETING[language])}</h1>`,
    `<ul>${sentences.map(sentence => `<li>${escaped(sentence)}</li>`).join('')}</ul>`,
    ...(link === null ? [] : [`<p><a href="${escaped(link)}">${escaped(OPEN[language])}</a></p>`]),
    `<p>${escaped(SETTINGS[language])}</p>`,
    '</body></html>',
    '',
  ].join('\n');
  return { subject, text, html };
}

function subjectOf(count: number, language: Language): string {
  if (count === 1) return language === 'de' ? 'Tapclock: eine Mitteilung' : 'Tapclock: a notification';
  return language === 'de' ? `Tapclock: ${count} Mitteilungen` : `Tapclock: ${count} notifications`;
}

function moreText(count: number, language: Language): string {
  return language === 'de' ? `und ${count} weitere` : `and ${count} more`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, character => ESCAPES[character] ?? '');
}

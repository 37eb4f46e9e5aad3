import { describe, expect, it } from '@jest/globals';
import { parseRecording, recordedLine } from './recording.ts';

const CHUNKS = [
  { atMs: 1_795_729_701_064, direction: 'input' as const, bytes: Uint8Array.of(2, 0x36) },
  { atMs: 1_795_729_701_129.5, direction: 'output' as const, bytes: Uint8Array.of(0x53) },
  { atMs: 0, direction: 'input' as const, bytes: new Uint8Array() },
];

describe('recording', () => {
  it('is read as it was written', () => {
    expect(parseRecording(CHUNKS.map(recordedLine).join(''))).toEqual({ ok: true, chunks: CHUNKS });
  });

  it('is written as osdpcap files are', () => {
    expect(JSON.parse(recordedLine({ ...CHUNKS[0], atMs: 1500.25 } as (typeof CHUNKS)[0]))).toEqual({
      ...{ timeSec: '1', timeNano: '500250000', io: 'input', data: '02-36' },
    });
  });

  it('may be one that somebody else has made', () => {
    const line = '{"timeSec":"1","timeNano":"2000000","io":"trace","data":"53-00","osdpTraceVersion":"1"}';
    expect(parseRecording(`${line}\n\n`)).toMatchObject({
      chunks: [{ atMs: 1002, direction: 'input', bytes: Uint8Array.of(0x53, 0) }],
    });
  });

  it.each([
    ['', /empty/],
    ['{"timeSec":"1","data":"02"}\nnot json', /line 2/],
    ['{"timeSec":"1","data":"2"}', /line 1/],
    ['{"timeSec":"x","data":"02"}', /line 1/],
    ['{"timeSec":"1"}', /line 1/],
    ['[]', /line 1/],
    ['null', /line 1/],
  ])('%j is none', (text, problem) => {
    expect(parseRecording(text)).toMatchObject({ ok: false, message: expect.stringMatching(problem) });
  });
});

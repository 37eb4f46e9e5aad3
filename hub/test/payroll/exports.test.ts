import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import {
  ExportFormatView,
  ExportMappingView,
  ExportPreview,
  ExportView,
  Refusals,
} from '@tapclock/contracts';
import { z } from 'zod';
import { AuditTrail } from '../../src/audit/index.ts';
import { EventLog } from '../../src/event-log/index.ts';
import { ExportsRepository } from '../../src/payroll/exports/exports.repository.ts';
import { ExportsService, LockedSheets, MappingsService, PeriodFinder } from '../../src/payroll/index.ts';
import { dateIn, FIRST, GROUP, PERIOD, SITE, SignedPeriods, type Worker } from '../kit/signed-periods.ts';

let payroll: SignedPeriods;
let ada: Worker;

beforeAll(async () => {
  payroll = await SignedPeriods.open();
  ada = await payroll.hire('1001', 'Ada');
  const bob = await payroll.hire('1002', 'Bob');
  for (const day of [2, 3]) {
    await payroll.hub.punch(ada.employee, dateIn(FIRST, day), 'in 06:00', 'out 14:15');
    await payroll.hub.punch(bob.employee, dateIn(FIRST, day), 'in 07:00', 'out 15:00');
  }
});
afterAll(async () => {
  await payroll.stop();
});

describe('a period that is not locked', () => {
  it.each(['exports', 'export-preview'])('is not exported: %s', async what => {
    const answer = await payroll.ask('POST', `${PERIOD}/${what}`, { format: 'generic-csv' });
    expect([answer.status, answer.error()]).toEqual([
      409,
      { code: 'CONFLICT', message: 'The period is not locked.' },
    ]);
  });

  it('has no timesheets to sign', async () => {
    const { status } = await payroll.ask('GET', `${PERIOD}/people/${ada.employee}/timesheet.pdf`);
    expect(status).toBe(409);
  });
});

describe('formats', () => {
  it('are listed with their settings as JSON Schema', async () => {
    const { data } = await payroll.ask('GET', 'export-formats');
    const formats = z.array(ExportFormatView).parse(data());
    expect(formats.map(({ id }) => id)).toEqual(formats.map(({ id }) => id).toSorted());
    expect(formats.find(({ id }) => id === 'generic-csv')).toMatchObject({
      mediaType: 'text/csv; charset=utf-8',
      settings: { type: 'object', properties: { bom: { type: 'boolean' } } },
    });
  });
});

describe('a mapping', () => {
  const PATH = `export-mappings/${SITE}/generic-csv`;
  const save = (body: unknown, path = PATH) => payroll.ask('PUT', path, body);

  it("is nobody's until it is saved", async () => {
    expect((await payroll.ask('GET', PATH)).status).toBe(404);
    expect((await payroll.ask('GET', `export-mappings/${SITE}/nobodys`)).status).toBe(404);
  });

  it('says which fields the format refuses', async () => {
    const answer = await save({ basedOn: 0, settings: { bom: 'yes', colour: 1 }, reason: 'try' });
    expect([answer.status, answer.error().code]).toEqual([400, 'VALIDATION_ERROR']);
    expect(answer.error().details).toContainEqual({
      ...{ path: 'settings.bom', code: 'WRONG_TYPE' },
      ...{ message: expect.any(String), remedy: expect.any(String) },
    });
  });

  it('is kept in versions, with defaults filled in, by whom and why', async () => {
    const first = await save({ basedOn: 0, settings: {}, reason: 'first' });
    expect([first.status, first.data()]).toMatchObject([200, { version: 1, settings: { bom: false } }]);
    expect((await save({ basedOn: 1, settings: { bom: true }, reason: 'Excel' })).status).toBe(200);
    expect(ExportMappingView.parse((await payroll.ask('GET', PATH)).data())).toMatchObject({
      version: 2,
      settings: { bom: true },
      by: 'Mia Wagner',
      reason: 'Excel',
    });
    const versions = await payroll.ask('GET', `${PATH}/versions`);
    expect(
      z
        .array(ExportMappingView)
        .parse(versions.data())
        .map(({ version }) => version),
    ).toEqual([2, 1]);
  });

  it('is saved by one of two who change the same version', async () => {
    const answers = await Promise.all(
      ['one', 'two', 'three'].map(reason => save({ basedOn: 2, settings: {}, reason })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    const lost = answers.find(({ status }) => status === 409);
    expect(lost?.error()).toMatchObject({ code: 'CONFLICT', details: { latest: 3 } });
  });

  it('takes the ids of 50,000 people, and no more', async () => {
    const settings = (people: number) => ({
      clientId: '1234',
      codes: {},
      employees: Object.fromEntries(
        Array.from({ length: people }, (_, serial) => [`${100_000 + serial}`, `W${serial}`]),
      ),
    });
    const path = `export-mappings/${SITE}/paychex-spi`;
    const saved = await save({ basedOn: 0, settings: settings(50_000), reason: 'everybody' }, path);
    expect(saved.status).toBe(200);
    const more = await save({ basedOn: 1, settings: settings(50_001), reason: 'one more' }, path);
    expect([more.status, more.error().code]).toEqual([400, 'VALIDATION_ERROR']);
  });

  it('is of a site that there is', async () => {
    const answer = await save(
      { basedOn: 0, settings: {}, reason: 'x' },
      'export-mappings/nowhere/generic-csv',
    );
    expect(answer.status).toBe(404);
  });
});

describe('a locked period', () => {
  beforeAll(async () => {
    await payroll.lock();
  });

  it('is previewed: what the file would hold, and nothing is stored', async () => {
    const { data } = await payroll.ask('POST', `${PERIOD}/export-preview`, { format: 'generic-csv' });
    expect(ExportPreview.parse(data())).toMatchObject({
      format: 'generic-csv',
      mappingVersion: 3,
      people: 2,
      lines: 4,
      totals: [{ code: 'REG', kind: 'bucket', seconds: 117_000, hours: '32.50' }],
      refusals: { total: 0, digest: expect.any(String), shown: [] },
    });
    expect((await payroll.ask('GET', `${PERIOD}/exports`)).data()).toEqual([]);
  });

  it('is exported into a file that is kept with its hash', async () => {
    const made = ExportView.parse(await payroll.export());
    expect(made).toMatchObject({
      period: { site: SITE, group: GROUP, from: FIRST },
      people: 2,
      lines: 4,
      by: 'Mia Wagner',
      mappingVersion: 3,
    });
    const file = await payroll.ask('GET', `exports/${made.id}/file`);
    expect(file.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${made.fileName}"`,
      'content-length': String(made.bytes),
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    });
    expect(createHash('sha256').update(file.bytes).digest('hex')).toBe(made.sha256);
    expect(file.bytes.toString().split('\r\n')).toHaveLength(6);
    expect((await payroll.ask('GET', `exports/${made.id}`)).data()).toEqual(made);
    expect((await payroll.ask('GET', `${PERIOD}/exports`)).data()).toEqual([made]);
  });

  it('R5: gives the file that is there when it is made again, by however many at once', async () => {
    const [first, ...again] = await Promise.all(
      Array.from({ length: 4 }, () => payroll.export('generic-json')),
    );
    expect(again).toEqual([first, first, first]);
    const xlsx = await payroll.export('generic-xlsx');
    expect(await payroll.export('generic-xlsx')).toEqual(xlsx);
  });

  it('is exported anew under another version of the mapping', async () => {
    const before = await payroll.export();
    await payroll.ask('PUT', `export-mappings/${SITE}/generic-csv`, {
      basedOn: 3,
      settings: { bom: true },
      reason: 'Excel',
    });
    const after = await payroll.export();
    expect(after).toMatchObject({ mappingVersion: 4 });
    expect(after.id).not.toBe(before.id);
    expect(after.sha256).not.toBe(before.sha256);
  });

  it('asks for a mapping where the format cannot do without', async () => {
    const answer = await payroll.ask('POST', `${PERIOD}/exports`, { format: 'adp-wfn' });
    expect([answer.status, answer.error().code]).toEqual([409, 'CONFLICT']);
    expect(answer.error().message).toContain('Save a mapping of "adp-wfn"');
    expect(answer.error().details).not.toEqual([]);
  });

  it('makes no half file: 409 with every refusal', async () => {
    const body = { format: 'quickbooks-iif' };
    await payroll.ask('PUT', `export-mappings/${SITE}/${body.format}`, {
      basedOn: 0,
      settings: {
        companyName: 'Works',
        companyCreateTime: '1700000000',
        codes: { OT: { item: 'Overtime' } },
      },
      reason: 'no code for REG',
    });
    const preview = ExportPreview.parse((await payroll.ask('POST', `${PERIOD}/export-preview`, body)).data());
    expect(preview.refusals.total).toBeGreaterThan(0);
    const answer = await payroll.ask('POST', `${PERIOD}/exports`, body);
    expect(answer.status).toBe(409);
    expect(Refusals.parse(answer.error().details)).toEqual(preview.refusals);
    const kept = z.array(ExportView).parse((await payroll.ask('GET', `${PERIOD}/exports`)).data());
    expect(kept.map(({ format }) => format)).not.toContain(body.format);

    const order = (refusals: string) => ({ ...body, byHand: { refusals, reason: 'typed in on Friday' } });
    const guessed = await payroll.ask('POST', `${PERIOD}/exports`, order('0'.repeat(64)));
    expect(guessed.status).toBe(409);
    const said = await payroll.ask('POST', `${PERIOD}/exports`, order(preview.refusals.digest));
    expect(ExportView.parse(said.data()).byHand).toEqual({
      reason: 'typed in on Friday',
      refusals: preview.refusals,
      leftovers: preview.leftovers,
    });
  });

  it.each(['en', 'de'])('prints a timesheet to sign, the same bytes each time: %s', async language => {
    const path = `${PERIOD}/people/${ada.employee}/timesheet.pdf?language=${language}`;
    const [one, two] = [await payroll.ask('GET', path), await payroll.ask('GET', path)];
    expect(one.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="timesheet-1001-${FIRST}-${language}.pdf"`,
    });
    expect(one.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(one.bytes.equals(two.bytes)).toBe(true);
  });

  it.each([
    ['a format that there is not', 'POST', `${PERIOD}/exports`, { format: 'nobodys' }, 404],
    ['no format', 'POST', `${PERIOD}/exports`, {}, 400],
    [
      'an export that there is not',
      'GET',
      'exports/0197c2f0-3b1e-4c55-9a40-5d0f2c6b8e11/file',
      undefined,
      404,
    ],
    ['an id that is none', 'GET', 'exports/1/file', undefined, 400],
    [
      'a language that there is not',
      'GET',
      `${PERIOD}/people/${SITE}/timesheet.pdf?language=xx`,
      undefined,
      400,
    ],
    ['a date that does not exist', 'GET', `pay-periods/${SITE}/${GROUP}/2026-02-30/exports`, undefined, 400],
    [
      'a date that does not exist',
      'POST',
      `pay-periods/${SITE}/${GROUP}/2026-02-30/export-preview`,
      { format: 'generic-csv' },
      400,
    ],
    ['a group that no policy can be', 'GET', `pay-periods/${SITE}/a%00b/${FIRST}/exports`, undefined, 400],
  ] as const)('refuses %s', async (_name, method, path, body, status) => {
    expect((await payroll.ask(method, path, body)).status).toBe(status);
  });
});

describe('a period that was unlocked and locked again', () => {
  const GUSTO = { format: 'gusto' };
  const leftoversOf = async () =>
    ExportPreview.parse((await payroll.ask('POST', `${PERIOD}/export-preview`, GUSTO)).data());

  beforeAll(async () => {
    await payroll.ask('PUT', `export-mappings/${SITE}/gusto`, {
      basedOn: 0,
      settings: { codes: { REG: 'regular_hours', LEAVE: 'overtime_hours' } },
      reason: 'first',
    });
    const date = dateIn(FIRST, 4);
    const leave =
      'insert into leave_day (employee_id, date, kind, seconds, code, made_by, made_at) values ($1, $2, $3, $4, $5, $6, now())';
    await unlock();
    await payroll.hub.database.primary.query(leave, [ada.employee, date, 'annual', 14_400, 'LEAVE', 'test']);
    await derive(date);
    await payroll.lock();
    await payroll.export('gusto');
    await unlock();
    await payroll.hub.database.primary.query('delete from leave_day where employee_id = $1', [ada.employee]);
    await derive(date);
    await payroll.lock();
  });

  /** Has Ada's hours derived again from a date on, as a change of the calendar does. */
  const derive = async (date: string) => {
    await payroll.hub.database.primary.query(
      `insert into timesheet_due (employee_id, from_date, due_at) values ($1, $2, now())
       on conflict (employee_id) do update set from_date = excluded.from_date, due_at = now(), version = timesheet_due.version + 1`,
      [ada.employee, date],
    );
  };
  const unlock = async () => {
    const asked = await payroll.ask('POST', `${PERIOD}/unlock-requests`, { reason: 'leave was wrong' });
    const { id } = z.object({ id: z.string() }).parse(asked.data());
    const body = { granted: true, reason: 'yes' };
    const { status } = await payroll.ask(
      'POST',
      `${PERIOD}/unlock-requests/${id}/decision`,
      body,
      'Jon Berg',
    );
    expect(status).toBe(200);
  };

  it('R5: is not exported while somebody unlocks it: nothing is made of a lock that holds no more', async () => {
    const { hub } = payroll;
    class Interrupted extends ExportsRepository {
      #isFirst = true;
      override async same(...asked: Parameters<ExportsRepository['same']>) {
        if (this.#isFirst) {
          this.#isFirst = false;
          await unlock();
        }
        return super.same(...asked);
      }
    }
    const repository = new Interrupted();
    const exports = new ExportsService(
      hub.database,
      repository,
      hub.part(MappingsService),
      hub.part(PeriodFinder),
      hub.part(LockedSheets),
      hub.part(EventLog),
      hub.part(AuditTrail),
    );
    const period = { site: SITE, group: GROUP, from: FIRST };
    await expect(exports.make(period, { format: 'generic-csv' }, 'Mia Wagner')).rejects.toThrow(
      'The period is not locked.',
    );
    await payroll.lock();
  });

  it('says which files are void, and of which revision each is', async () => {
    const current = await payroll.export('generic-json');
    expect(current).toMatchObject({ revision: 4, superseded: false });
    const { data } = await payroll.ask('GET', `${PERIOD}/exports`);
    const files = z.array(ExportView).parse(data());
    expect(new Set(files.map(({ revision, superseded }) => `${revision} ${superseded}`))).toEqual(
      new Set(['4 false', '2 true', '1 true']),
    );
    const preview = await payroll.ask('POST', `${PERIOD}/export-preview`, { format: 'generic-json' });
    expect(ExportPreview.parse(preview.data()).earlier).toMatchObject([{ revision: 1, by: 'Mia Wagner' }]);
  });

  it('says by person what an earlier file set and a new one leaves blank, and makes none until it is taken out by hand', async () => {
    const { leftovers, earlier } = await leftoversOf();
    expect(earlier).toMatchObject([{ revision: 2 }]);
    expect([leftovers.total, leftovers.shown]).toMatchObject([
      1,
      [{ person: '1001', field: 'overtime_hours' }],
    ]);
    const refused = await payroll.ask('POST', `${PERIOD}/exports`, GUSTO);
    expect([refused.status, refused.error().details]).toEqual([409, leftovers]);
    const byHand = { leftovers: leftovers.digest, reason: 'set to 0 in Gusto' };
    const made = await payroll.ask('POST', `${PERIOD}/exports`, { ...GUSTO, byHand });
    expect(ExportView.parse(made.data()).byHand).toMatchObject({ leftovers, refusals: { total: 0 } });
  });
});

it('is described for machines: what each path holds, who acts, pages, bytes and refusals', () => {
  const { paths } = SwaggerModule.createDocument(payroll.hub.app, new DocumentBuilder().build());
  const ours = Object.entries(paths).filter(([path]) => /export|timesheet\.pdf/.test(path));
  expect(ours).toHaveLength(9);
  const named = (path: string, method: 'get' | 'put' | 'post') =>
    (paths[path]?.[method]?.parameters ?? []).map(parameter => ('name' in parameter ? parameter.name : '?'));
  for (const [path, item] of ours) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const method of ['get', 'put', 'post'] as const)
      if (item[method]) expect(named(path, method)).toEqual(expect.arrayContaining(inPath));
  }
  const exports = '/api/v1/pay-periods/{site}/{group}/{from}/exports';
  expect(named(exports, 'get')).toEqual(expect.arrayContaining(['page', 'per_page']));
  expect(paths[exports]?.post?.responses).toHaveProperty('409');
  const pdf = paths['/api/v1/pay-periods/{site}/{group}/{from}/people/{employee}/timesheet.pdf']?.get;
  expect(pdf?.responses).toHaveProperty(['200', 'content', 'application/pdf']);
  expect(paths['/api/v1/exports/{id}/bundle']?.get?.responses).toHaveProperty('200.content');
});

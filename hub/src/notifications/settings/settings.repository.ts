import { Injectable } from '@nestjs/common';
import { type KindChannels, type NotificationKind, NotificationSettingsPut } from '@tapclock/contracts';
import type { Sql } from '../../platform/database/database.ts';
import type { QuietHours } from '../domain/mail-time.ts';

/** What an account chose. */
export interface Choices {
  kinds: Partial<Record<NotificationKind, KindChannels>>;
  quiet: QuietHours | null;
  version: number;
}

interface SettingRow {
  account: string;
  kinds: unknown;
  quietFrom: string | null;
  quietTo: string | null;
  exceptUrgent: boolean;
  version: number;
}

/** Of whoever has not chosen anything. */
export const NO_CHOICES: Choices = { kinds: {}, quiet: null, version: 1 };

@Injectable()
export class SettingsRepository {
  /** Of those of these accounts that have chosen something. */
  async of(sql: Sql, accounts: readonly string[]): Promise<Map<string, Choices>> {
    const rows = await sql.query<SettingRow>(
      `select account_id as account, kinds, quiet_from as "quietFrom", quiet_to as "quietTo",
              quiet_except_urgent as "exceptUrgent", version
       from notification_setting where account_id = any($1::uuid[])`,
      [accounts],
    );
    return new Map(rows.map(row => [row.account, choicesOf(row)]));
  }

  /** Makes other writers of this account's choices wait until the end of the transaction. */
  async lock(sql: Sql, account: string): Promise<void> {
    await sql.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `notification settings ${account}`,
    ]);
  }

  async put(sql: Sql, account: string, { kinds, quiet }: NotificationSettingsPut): Promise<void> {
    await sql.query(
      // Version 1 is that of whoever has never chosen.
      `insert into notification_setting (account_id, kinds, quiet_from, quiet_to, quiet_except_urgent, version)
       values ($1, $2, $3, $4, $5, 2)
       on conflict (account_id) do update
         set kinds = $2, quiet_from = $3, quiet_to = $4, quiet_except_urgent = $5, version = notification_setting.version + 1`,
      [
        ...[account, JSON.stringify(kinds), quiet?.from ?? null, quiet?.to ?? null],
        quiet?.exceptUrgent ?? false,
      ],
    );
  }
}

function choicesOf({ kinds, quietFrom, quietTo, exceptUrgent, version }: SettingRow): Choices {
  const quiet =
    quietFrom === null || quietTo === null ? null : { from: quietFrom, to: quietTo, exceptUrgent };
  return { kinds: NotificationSettingsPut.shape.kinds.parse(kinds), quiet, version };
}

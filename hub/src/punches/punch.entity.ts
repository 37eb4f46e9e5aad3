import type { Finding, PunchAction, Verdict } from '@tapclock/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

const number = { to: (value: number) => value, from: (value: string) => Number(value) };

/** A stored punch: what the terminal said (`body`), and what the hub noticed. Only ever inserted (R4). */
@Entity('punch')
export class PunchEntity {
  @PrimaryColumn({ name: 'punch_id', type: 'uuid' })
  punchId!: string;

  /** Part of the key because the table is partitioned by it. */
  @PrimaryColumn({ name: 'occurred_at', type: 'timestamptz' })
  occurredAt!: Date;

  @Column({ name: 'terminal_id', type: 'text' })
  terminal!: string;

  @Column({ type: 'bigint', transformer: number })
  boot!: number;

  @Column({ type: 'bigint', transformer: number })
  sequence!: number;

  @Column({ name: 'site_id', type: 'text' })
  site!: string;

  @Column({ name: 'employee_id', type: 'uuid', nullable: true })
  employee!: string | null;

  @Column({ type: 'text' })
  action!: PunchAction;

  @Column({ name: 'received_at', type: 'timestamptz' })
  receivedAt!: Date;

  @Column({ name: 'estimated_at', type: 'timestamptz', nullable: true })
  estimatedAt!: Date | null;

  @Column({ type: 'jsonb' })
  findings!: Finding[];

  @Column({ type: 'jsonb' })
  verdict!: Verdict;

  @Column({ name: 'chain_hash', type: 'text' })
  chainHash!: string;

  @Column({ type: 'jsonb' })
  body!: Record<string, unknown>;
}

import type { BoardTerminal, OnlineStatus } from '@tapclock/contracts';
import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { TerminalEntity } from './terminal.entity.ts';

/** What was last heard of a terminal. */
@Entity('terminal_state')
export class TerminalStateEntity {
  @PrimaryColumn('text', { name: 'terminal_id' })
  terminalId!: string;

  @Column('boolean')
  online!: boolean;

  /** The last status it sent itself; stays when it goes offline. */
  @Column('jsonb', { nullable: true })
  status!: OnlineStatus | null;

  @Column('timestamptz', { name: 'last_seen_at', nullable: true })
  lastSeenAt!: Date | null;

  @Column('timestamptz', { name: 'last_punch_at', nullable: true })
  lastPunchAt!: Date | null;

  @Column('text', { nullable: true })
  alarm!: BoardTerminal['alarm'];

  @OneToOne(() => TerminalEntity)
  @JoinColumn({ name: 'terminal_id' })
  terminal!: Relation<TerminalEntity>;
}

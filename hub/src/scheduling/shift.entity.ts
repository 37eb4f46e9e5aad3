import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Planned work as a pattern of the day, in the site's wall-clock time; an assignment makes it two instants. */
@Entity('shift')
export class ShiftEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'site_id' })
  siteId!: string;

  @Column('text')
  name!: string;

  @Column('time', { name: 'starts_local' })
  startsLocal!: string;

  /** At or before the start: the shift ends on the next day. */
  @Column('time', { name: 'ends_local' })
  endsLocal!: string;

  @Column('int', { name: 'grace_seconds' })
  graceSeconds!: number;

  /** Planned unpaid pause within the shift. */
  @Column('int', { name: 'unpaid_seconds' })
  unpaidSeconds!: number;
}

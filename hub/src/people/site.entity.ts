import type { Language } from '@tapclock/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('site')
export class SiteEntity {
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  name!: string;

  /** IANA zone; weeks, days and planned times of the site are counted in it. */
  @Column('text')
  zone!: string;

  @Column('text')
  language!: Language;
}

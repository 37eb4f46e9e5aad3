import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A part of a site, such as a hall; every person belongs to one. */
@Entity('area')
export class AreaEntity {
  @PrimaryColumn('text', { name: 'site_id' })
  siteId!: string;

  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  name!: string;

  /** Order on boards. */
  @Column('int')
  position!: number;
}

import type { Language, PunchAction } from '@tapclock/contracts';
import { Column, Entity, OneToMany, PrimaryColumn, type Relation } from 'typeorm';
import { CredentialEntity } from './credential.entity.ts';

@Entity('employee')
export class EmployeeEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'site_id' })
  siteId!: string;

  @Column('text', { name: 'area_id' })
  areaId!: string;

  @Column('text', { name: 'team_id', nullable: true })
  teamId!: string | null;

  /** Personnel number, digits. */
  @Column('text')
  number!: string;

  @Column('text', { name: 'given_name' })
  givenName!: string;

  @Column('text', { name: 'family_name' })
  familyName!: string;

  /** As kiosks greet, such as `Maria S.`. */
  @Column('text', { name: 'short_name' })
  shortName!: string;

  @Column('text')
  language!: Language;

  /** `scrypt$N$r$p$salt$hash`; null when the person has no PIN. */
  @Column('text', { name: 'pin_hash', nullable: true })
  pinHash!: string | null;

  @Column('text', { array: true })
  actions!: PunchAction[];

  @Column('boolean')
  active!: boolean;

  @OneToMany(
    () => CredentialEntity,
    credential => credential.employee,
  )
  credentials!: Relation<CredentialEntity>[];
}

import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { EmployeeEntity } from './employee.entity.ts';

/** A badge in somebody's hands; only its digest under the site key is stored. */
@Entity('credential')
export class CredentialEntity {
  @PrimaryColumn('text', { name: 'site_id' })
  siteId!: string;

  @PrimaryColumn('text')
  digest!: string;

  @Column('uuid', { name: 'employee_id' })
  employeeId!: string;

  @Column('timestamptz', { name: 'issued_at' })
  issuedAt!: Date;

  @ManyToOne(
    () => EmployeeEntity,
    employee => employee.credentials,
  )
  @JoinColumn({ name: 'employee_id' })
  employee!: Relation<EmployeeEntity>;
}

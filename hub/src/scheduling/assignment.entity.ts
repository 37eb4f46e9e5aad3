import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { ShiftEntity } from './shift.entity.ts';

/** Who is planned on a shift on one day. The zone arithmetic was done when it was planned: from then on it is two instants. */
@Entity('assignment')
export class AssignmentEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'employee_id' })
  employeeId!: string;

  @Column('uuid', { name: 'shift_id' })
  shiftId!: string;

  @Column('date', { name: 'work_date' })
  workDate!: string;

  @Column('timestamptz', { name: 'starts_at' })
  startsAt!: Date;

  @Column('timestamptz', { name: 'ends_at' })
  endsAt!: Date;

  @ManyToOne(() => ShiftEntity)
  @JoinColumn({ name: 'shift_id' })
  shift!: Relation<ShiftEntity>;
}

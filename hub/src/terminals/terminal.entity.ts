import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A kiosk that was let in: its public key says whose punches are its own, its password hash lets it reach the broker. */
@Entity('terminal')
export class TerminalEntity {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'site_id' })
  siteId!: string;

  @Column('text')
  place!: string;

  /** Raw Ed25519 key, 32 bytes. */
  @Column('bytea', { name: 'public_key' })
  publicKey!: Buffer;

  @Column('text', { name: 'password_hash' })
  passwordHash!: string;

  @Column('timestamptz', { name: 'enrolled_at' })
  enrolledAt!: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}

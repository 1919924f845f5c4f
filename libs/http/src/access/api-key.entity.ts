import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { RoleName } from './caller.js';

/** A key as the database keeps it. Times are texts as PostgreSQL writes them; the secret itself is nowhere. */
@Entity({ schema: 'app', name: 'api_key' })
@Check('api_key_role_known', "role in ('reader', 'reporter', 'editor', 'admin')")
@Check('api_key_name_length', 'char_length(name) between 1 and 80')
export class ApiKey {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'api_key_id' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  role!: RoleName;

  @Column({ type: 'bytea', name: 'secret_hash', select: false })
  secretHash!: Buffer;

  @Column({ type: 'timestamptz', name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}

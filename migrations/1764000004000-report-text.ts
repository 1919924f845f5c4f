import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Texts of reports, kept beside the log: the log holds only their length and a salted commitment, so a text can be erased
 * without breaking a proof.
 */
export class ReportText1764000004000 implements MigrationInterface {
  name = 'ReportText1764000004000';

  async up(runner: QueryRunner): Promise<void> {
    // No foreign key to the log: a text is written before the event that commits to it. One whose event never came is an orphan
    // that nobody reads and the sweep removes.
    await runner.query(`
      create table app.report_text (
        report text not null,
        version integer not null,
        -- SHA-256(salt ‖ UTF-8 bytes), as the event has it: of two revisions that race for one version only the winner's is in the log
        commitment bytea not null,
        story text not null,
        salt bytea not null,
        -- null: checked against and not kept
        text text,
        sha256 bytea not null,
        length integer not null,
        same_text_key bytea not null,
        -- every five-word shingle as an 8-byte hash, ascending
        shingles bytea not null,
        -- the smallest of them, enough that any text with 0.8 in common shares one
        shingle_prefix bigint[] not null,
        written_at timestamptz not null default now(),
        constraint report_text_primary primary key (report, version, commitment),
        constraint report_text_salt check (octet_length(salt) = 32),
        constraint report_text_sha256 check (octet_length(sha256) = 32),
        constraint report_text_length check (length >= 0)
      )`);
    await runner.query(`create index report_text_same on app.report_text (story, same_text_key)`);
    await runner.query(`create index report_text_similar on app.report_text using gin (shingle_prefix)`);
    await runner.query(`create index report_text_written on app.report_text (written_at)`);
    await runner.query(`grant select, insert, update, delete on app.report_text to chancery_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table app.report_text`);
  }
}

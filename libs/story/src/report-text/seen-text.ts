/** A text as sent, with what was looked up and drawn for it before the decision. */
export interface SeenText {
  text: string;
  /** SHA-256(salt ‖ UTF-8 bytes); the salt lies beside the log with the text. */
  commitment: string;
  /** SHA-256 of the text alone: tells whether a revision changed it. */
  sha256: string;
  /** Texts of the story with the same headline and words. They count where the log has them: under this commitment. */
  sameText: readonly { report: string; version: number; commitment: string }[];
  /** Texts of the story with at least 0.8 similarity, most similar first; they count likewise. */
  similar: readonly { report: string; version: number; commitment: string; similarity: number }[];
}

/** What is kept of a version's text: null text when only hash, length and excerpts were to stay. */
export interface KeptText { text: string | null; sha256: string; length: number }

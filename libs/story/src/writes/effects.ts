import type { StoredEvent } from '#libs/event-store';
import type { RegisterHistory, StoryFacts } from '../facts/index.js';
import type { Change } from '../change.js';

export interface EffectsOfWrite { changes: Change[]; summary: Record<string, number> }

/**
 * What a write changes in the views, and what the views show now: asked of the read side, which `story` does not know
 * (DESIGN §3, the one inversion). Bound in the composition. All answers are synchronous: facts must not move meanwhile.
 */
export abstract class Effects {
  /**
   * The net difference the proposed events make. They carry provisional positions, from `base.position + 1` on, and a
   * provisional time. `changes` are in the order of API §1.6 and all of them; the receipt cuts them off.
   */
  abstract of(base: StoryFacts, proposed: StoredEvent[]): EffectsOfWrite;
  /** A marker that is open on these facts, or null. */
  abstract openMarker(facts: StoryFacts, markerId: string): { rule: string; subject: { type: string; id: string } } | null;
  /** A cell of the stance matrix, or null where no claim speaks. */
  abstract cell(facts: StoryFacts, holder: string, issue: string): { value: number } | null;

  /**
   * What a register act changes: the decision, then what it makes of these stories, which all stand at the position of `history`. Of so
   * many claims as a request can wait for; `told` names the stories gone through, in the order of their changes.
   */
  ofRegisters(_proposed: StoredEvent[], _stories: readonly StoryFacts[], _history: RegisterHistory): EffectsOfWrite & { told: { story: string; changes: number }[] } {
    return { changes: [], summary: {}, told: [] };
  }
}

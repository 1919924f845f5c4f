import type { RowIndex } from '#libs/projections';
import { StoriesNaming } from '#libs/story';

/** The stories that speak of entries of registers, as the read models have noted them. */
export class RowStories extends StoriesNaming {
  constructor(
    private readonly rows: RowIndex,
    /** Waits until the rows include a position. */
    private readonly reach: (position: number) => Promise<unknown>,
  ) {
    super();
  }

  async naming(refs: readonly string[], position: number): Promise<string[]> {
    await this.reach(position);
    return this.rows.storiesNaming(refs, position);
  }
}

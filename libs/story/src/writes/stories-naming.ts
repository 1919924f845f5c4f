/** Which stories speak of an entry of a register: asked of the read side, as the effects of a write are. */
export abstract class StoriesNaming {
  /** Slugs of the stories that name one of these refs (`actor/usa`) at a position, in their order. */
  abstract naming(refs: readonly string[], position: number): Promise<string[]>;
}

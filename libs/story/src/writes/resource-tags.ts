/** A thing with a URL of its own. The id of a stance is `holder/issue`; only a stance needs its story told. */
export interface Resource {
  type: 'story' | 'report' | 'claim' | 'occurrence' | 'stance' | 'marker' | 'actor' | 'issue' | 'outlet' | 'source';
  id: string;
  story?: string;
}

/** Where a thing is recorded, and the two halves of the ETag of its URL. */
export interface ResourceTag {
  /** Slug of the story it belongs to; null for a register entry. */
  story: string | null;
  /** Newest position whose event changed what the URL shows. */
  changedAt: number;
  /** Version of the projection that serves it. */
  rev: number;
}

/** What the read side knows of single resources; bound in the composition. */
export abstract class ResourceTags {
  /**
   * The tag of a resource as it stands at `position` (the head as the caller saw it: wait for the views to reach it); null when
   * there is no such thing.
   */
  abstract of(resource: Resource, position: number): Promise<ResourceTag | null>;
  /** The present `rev` of resources of a type. */
  abstract rev(type: Resource['type'] | 'note'): number;
}

/** Base class of the query of a list: `@List()` reads `limit`, `cursor` and `format`, and they are accepted. */
export class ListQuery {
  declare private readonly isListQuery: true;
}

/** Base class of the query of a read with clocks: `@At()` reads `knownAt`, `minPosition` and what its options add. */
export class ClockQuery {
  declare private readonly isClockQuery: true;
}

/** Base class of the query of a list with clocks: of both above. */
export class ClockListQuery extends ListQuery {
  declare private readonly isClockListQuery: true;
}

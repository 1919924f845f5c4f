import type { StoredEvent } from '#libs/event-store';
import type { StoryFacts, StoryTouched } from '#libs/story';
import { absorbedBy } from './members.js';

/** Events after which every claim of a touched report may belong to another origin, though no claim of it was touched. */
const readsWholeReports = new Set(['ReportRevised', 'ReportDetailsCorrected']);

/** The claims an event may have given another reading: those it touched, and those whose report may now share an origin. */
export function reachedClaims(event: StoredEvent, touched: StoryTouched, facts: StoryFacts): Set<string> {
  const reached = new Set(touched.claims);
  // A new report has no claims yet, and those it resembles share no occurrence with it before it has some.
  if (readsWholeReports.has(event.type)) for (const report of touched.reports) for (const id of facts.report(report)?.claims ?? []) reached.add(id);
  return reached;
}

/** The occurrences an event may have changed: by their members, by the reports of these, or through the one that absorbed them. */
export function reachedOccurrences(event: StoredEvent, touched: StoryTouched, facts: StoryFacts): Set<string> {
  const reached = new Set(touched.occurrences);
  for (const id of reachedClaims(event, touched, facts)) {
    const occurrence = facts.claim(id)?.occurrence ?? null;
    if (occurrence !== null) reached.add(occurrence);
  }
  // An absorbed occurrence still tells what it was, from claims that now belong to the one that absorbed it.
  for (const id of [...reached]) for (const absorbed of absorbedBy(facts, id)) reached.add(absorbed);
  return reached;
}

/** The claims that share an occurrence with what an event reached: their credibility and the markers around them may differ. */
export function reachedMembers(event: StoredEvent, touched: StoryTouched, facts: StoryFacts): Set<string> {
  const reached = reachedClaims(event, touched, facts);
  for (const occurrence of reachedOccurrences(event, touched, facts)) for (const id of facts.occurrence(occurrence)?.claims ?? []) reached.add(id);
  return reached;
}

import { registers } from '../words/names.js';
import { plain } from '../words/words.js';
import type { Option } from './combobox.js';
import { KINDS } from './draft.js';

export const kindOptions: Option[] = KINDS.map((kind) => ({ value: kind, label: plain(kind) }));

/** Actors of the register, absorbed ones left out; other names and the id are found too. */
export function actorOptions(): Option[] {
  return [...registers.value.actors.values()].filter((actor) => actor.canonicalId === actor.id).map((actor) => {
    const name = actor.names.find((each) => !each.alias) ?? actor.names[0];
    return { value: actor.id, label: name?.text ?? actor.id, lang: name?.language, also: [...actor.names.filter((each) => each.alias).map((each) => each.text), actor.iso3 ?? ''].filter((each) => each !== '').join(' ') };
  });
}

export function issueOptions(): Option[] {
  return [...registers.value.issues.values()].filter((issue) => issue.canonicalId === issue.id).map((issue) => ({ value: issue.id, label: issue.title, also: issue.aliases.join(' ') }));
}

export function outletOptions(): Option[] {
  return [...registers.value.outlets.values()].filter((outlet) => outlet.canonicalId === outlet.id).map((outlet) => ({ value: outlet.id, label: outlet.name }));
}

/** Voices a hop can name: registered sources, and outlets (which make it a relay). */
export function voiceOptions(): Option[] {
  return [...[...registers.value.sources.values()].map((source) => ({ value: source.id, label: source.label, also: plain(source.namedness) })), ...outletOptions().map((outlet) => ({ ...outlet, also: 'outlet: a relay' }))];
}

import { actorKinds, bearings, hedgeClasses, linkTypes, namednesses, planStatuses, quantityKinds, roles, sides, stanceBases } from '../shapes.js';
import { cameoCodes } from './cameo-codes.generated.js';
import { cameoConflicts, cameoRoots } from './cameo-tables.generated.js';
import { ploverAuxiliaryModes, ploverContexts, ploverQuads, ploverSectors, ploverTypes } from './plover.generated.js';

export interface Step { value: number | string; word: string; definition: string }

/** The scale of positions, from 3 to -3 (DOMAIN §4). A missing position is no value of it. */
export const stanceScale: readonly (Step & { value: number })[] = [
  { value: 3, word: 'champions', definition: 'Pushes for it.' },
  { value: 2, word: 'supports', definition: 'Backs it.' },
  { value: 1, word: 'leans-for', definition: 'Would rather have it than not.' },
  { value: 0, word: 'neutral', definition: 'Says it takes no side, or abstains. Never the absence of a report.' },
  { value: -1, word: 'doubts', definition: 'Has misgivings.' },
  { value: -2, word: 'opposes', definition: 'Is against it.' },
  { value: -3, word: 'rejects', definition: 'Will not have it.' },
];

/** The word of a stance value, -3 to 3. Throws RangeError for any other number. */
export function stanceWord(value: number): string {
  const step = stanceScale.find((one) => one.value === value);
  if (!step) throw new RangeError(`No stance has the value ${value}`);
  return step.word;
}

/** Admiralty reliability of an outlet or source. "Cannot be judged" is null and no step of the scale. */
export const reliabilityScale: readonly Step[] = [
  { value: 'a', word: 'reliable', definition: 'No reason to doubt it; what it said has always borne out.' },
  { value: 'b', word: 'usually reliable', definition: 'Small doubts; what it said has mostly borne out.' },
  { value: 'c', word: 'fairly reliable', definition: 'Some doubts, yet it has been right before.' },
  { value: 'd', word: 'not usually reliable', definition: 'Grave doubts, though it has been right before.' },
  { value: 'e', word: 'unreliable', definition: 'What it said has not borne out.' },
];

/** Admiralty credibility of a claim. "Cannot be judged" is null and no step of the scale. */
export const credibilityScale: readonly (Step & { value: number })[] = [
  { value: 1, word: 'confirmed', definition: 'Others, independent of each other, tell the same.' },
  { value: 2, word: 'probably true', definition: 'Not confirmed, but it fits what else is known.' },
  { value: 3, word: 'possibly true', definition: 'Not confirmed; it fits part of what is known.' },
  { value: 4, word: 'doubtful', definition: 'Possible, and something speaks against it.' },
  { value: 5, word: 'improbable', definition: 'What is known speaks against it.' },
];

/** ICD 203 likelihood, per cent from and to. Analytic confidence is a scale of its own. */
export const likelihoodScale: readonly (Step & { from: number; to: number })[] = [
  { value: 'almost-no-chance', word: 'almost no chance', definition: '1 to 5 %', from: 1, to: 5 },
  { value: 'very-unlikely', word: 'very unlikely', definition: '5 to 20 %', from: 5, to: 20 },
  { value: 'unlikely', word: 'unlikely', definition: '20 to 45 %', from: 20, to: 45 },
  { value: 'roughly-even-chance', word: 'roughly even chance', definition: '45 to 55 %', from: 45, to: 55 },
  { value: 'likely', word: 'likely', definition: '55 to 80 %', from: 55, to: 80 },
  { value: 'very-likely', word: 'very likely', definition: '80 to 95 %', from: 80, to: 95 },
  { value: 'almost-certain', word: 'almost certain', definition: '95 to 99 %', from: 95, to: 99 },
];

type Words<T extends readonly string[]> = Record<T[number], string>;
const steps = <T extends readonly string[]>(values: T, definitions: Words<T>): Step[] =>
  values.map((value) => ({ value, word: value.replaceAll('-', ' '), definition: definitions[value as T[number]] }));

/** How well a voice is named, rising. */
export const namednessScale = steps(namednesses, {
  none: 'Nobody.', generic: '"Sources".', role: '"Officials".', unit: 'People in a named unit.',
  'described-knowledge': 'Someone "familiar with" the matter.', 'named-office': 'A named body, outlet or spokesperson.',
  'named-person': 'A person by name.', document: 'A paper or a recording.',
});
export const planStatusScale = steps(planStatuses, {
  proposed: 'One side has the idea.', scheduled: 'Agreed or announced, with a date or without.', postponed: 'Moved to a later or an open date.',
  cancelled: 'Called off.', held: 'It took place.', lapsed: 'Its time went by and nothing came of it.',
});
export const bearingScale = steps(bearings, {
  supports: 'It tells that this is so.', denies: 'It tells that this is not so.', queries: 'It asks, or leaves open, whether this is so.',
  mentions: 'It speaks of it and does not say whether it is so.',
});
export const sideScale = steps(sides, {
  party: 'A side of the matter.', aligned: 'Stands with a side.', 'third-party': 'Stands outside.', unknown: 'Not known.',
});
/** The class of voice of a claim (DOMAIN §2.1), strongest first. */
export const voices = ['named', 'outlet', 'unnamed', 'relayed'] as const;
export type Voice = (typeof voices)[number];
export const voiceScale = steps(voices, {
  named: 'Someone named speaks.', outlet: 'The outlet speaks for itself.', unnamed: 'Someone unnamed speaks.',
  relayed: 'It is passed on at second hand.',
});
export const linkScale = steps(linkTypes, {
  cause: 'It brings the target about.', precondition: 'It unlocks the target.', cancels: 'It calls the target off.',
  'responds-to': 'It answers the target.', restates: 'It says the target again.', 'part-of': 'It belongs to the target.',
  about: 'It speaks of the target.', fulfils: 'It meets the condition that the target states.',
});
export const hedgeScale = steps(hedgeClasses, {
  epistemic: 'Might, could, likely.', doxastic: 'Believes, assesses, claimed.', investigative: 'Is being examined.',
  conditional: 'If, until, would, planned.', hearsay: 'Reportedly.', approximator: 'About, largely, estimated.',
});
export const stanceBasisScale = steps(stanceBases, {
  declared: "The holder's own recorded word or ballot.", attributed: 'Someone speaks for or about the holder.',
  inferred: 'Read off an act by the outlet or the coder.',
});
export const quantityKindScale = steps(quantityKinds, {
  exact: 'This number.', approximate: 'About this number: a tenth either way unless the text gives ends.', 'at-least': 'This number or more.',
  'at-most': 'This number or fewer.', range: 'Between two numbers.', order: 'An order of magnitude.', fraction: 'A share.',
  vague: 'No number, or hardly one.',
});

/** Everything that is measured or chosen from a list, as `GET /codebook` shows it. */
export function scales() {
  return {
    stance: stanceScale,
    stanceBasis: stanceBasisScale,
    planStatus: planStatusScale,
    bearing: bearingScale,
    namedness: namednessScale,
    side: sideScale,
    voice: voiceScale,
    link: linkScale,
    hedge: { classes: hedgeScale, strengths: [0, 1, 2, 3] },
    quantityKind: quantityKindScale,
    role: roles,
    actorKind: actorKinds,
    admiralty: { reliability: reliabilityScale, credibility: credibilityScale },
    plover: {
      scheme: 'plover', version: '2.0', licence: 'CC BY-SA 4.0, Open Event Data Alliance; codes and scores only',
      types: ploverTypes.map((type) => ({ ...type, score: ploverScore(type.code) })),
      quads: ploverQuads, contexts: ploverContexts, sectors: ploverSectors, auxiliaryModes: ploverAuxiliaryModes,
    },
    cameo: {
      scheme: 'cameo', version: '1.1',
      roots: cameoRoots.map(([code, name, goldstein, plover, quad]) => ({ code, name, goldstein, plover: plover === '(dropped)' ? null : plover, quad })),
      codes: cameoCodes.map(([code, name, goldstein, root]) => ({ code, name, goldstein, root })),
      conflicts: cameoConflicts.map(([code, name, otherName, goldstein, otherGoldstein]) => ({ code, name, otherName, goldstein, otherGoldstein })),
    },
    likelihood: likelihoodScale,
  };
}

/**
 * The score of a PLOVER type or `TYPE:mode`; null if the scheme gives none. ACCUSE is read as -3: the printed +3 contradicts
 * all its modes.
 */
export function ploverScore(code: string): number | null {
  const [typeCode, modeCode] = code.split(':');
  const type = ploverTypes.find((one) => one.code === typeCode);
  if (!type) return null;
  if (modeCode !== undefined) return type.modes.find((mode) => mode.code === modeCode)?.score ?? null;
  return type.code === 'ACCUSE' ? -3 : type.score;
}

import { kinds, type Kind, type PlanStatus } from '../shapes.js';

/** Codes of an outside scheme: the default one, those also allowed; null where the scheme has no home for the kind. */
export interface Crosswalk { default: string; allowed: readonly string[] }
export interface KindRow {
  kind: Kind;
  title: string;
  /** How a coder tells this kind from its neighbours. */
  test: string;
  /** The stance of each registered initiator on the claim's issue when the claim names none; null: no default (DOMAIN §4). */
  defaultStance: number | null;
  plover: Crosswalk | null;
  cameo: Crosswalk | null;
  /** What a claim of this kind usually says of a plan; a hint, never filled in. */
  planStatus: PlanStatus | null;
  family: 'state' | 'happening';
  /** All meetings, planned or held, count as one kind when candidates are compared (DOMAIN §5.5). */
  meeting: boolean;
}

const threatModes = ['restrict', 'arrest', 'relations', 'expel', 'territory', 'violence'].map((mode) => `THREATEN:${mode}`);

type Brief = [title: string, test: string, stance: number | null, plover: string[], cameo: string[], more?: Partial<KindRow>];

const briefs: Record<Kind, Brief> = {
  pressure: ['Pressure', 'It urges an act; what refusing would cost is implied, not said.', 3, ['REQUEST:change'], ['102', '101', '022']],
  demand: ['Demand', 'It requires an act and names no cost.', null, ['REQUEST:yield', 'REQUEST:change', 'REQUEST:meet'], ['105', '106', '107']],
  appeal: ['Appeal', 'It asks for help, restraint or mediation.', null, ['REQUEST:assist'], ['020', '021', '022', '028']],
  condition: ['Condition', 'Not until, unless, only after: a position is hung on an act.', null, ['REQUEST:yield', 'REQUEST:change'], ['105']],
  ultimatum: ['Ultimatum', 'A demand with a deadline and a stated cost.', null, ['THREATEN'], ['139']],
  threat: ['Threat', 'Harm is announced by the one who would do it.', null, ['THREATEN', ...threatModes], ['130', '131', '138']],
  warning: ['Warning', 'Harm is predicted by one who does not control it.', -1, [], ['012']],
  assessment: ['Assessment', 'A judgement that takes no position.', null, [], ['010', '012', '013']],
  reassurance: ['Reassurance', 'It says that things will turn out well.', 2, [], ['013']],
  statement: ['Statement', 'Something is said that no other kind fits.', null, [], ['010']],
  objection: ['Objection', 'Disagreement with a plan, told to those whose plan it is.', -2, ['ACCUSE:disapprove'], ['110', '111']],
  criticism: ['Criticism', 'Disapproval in public.', -2, ['ACCUSE:disapprove'], ['111', '110']],
  anger: ['Anger', 'A reaction of anger.', -2, ['ACCUSE:disapprove'], ['111', '110']],
  accusation: ['Accusation', 'It alleges a wrong.', null, ['ACCUSE:allege'], ['112']],
  investigation: ['Investigation', 'A wrong is looked into.', null, ['ACCUSE:investigate'], ['090']],
  rejection: ['Rejection', 'A plan or request is refused.', -3, ['REJECT:change', 'REJECT:yield', 'REJECT:assist'], ['120', '121', '122', '123', '124', '127']],
  'refusal-to-meet': ['Refusal to meet', 'Talks are refused.', -3, ['REJECT:meet'], ['125']],
  denial: ['Denial', 'An account or a charge is rejected; it attests `denies`.', null, ['REJECT'], ['016']],
  'no-comment': ['No comment', 'An answer is declined: neither a denial nor neutrality.', null, [], ['011']],
  outreach: ['Outreach', 'Someone tries to open a channel; no meeting is agreed.', null, ['AGREE'], ['036']],
  'planned-meeting': ['Planned meeting', 'A meeting is agreed or announced.', null, ['AGREE'], ['036'], { planStatus: 'scheduled', meeting: true }],
  'postponed-meeting': ['Postponed meeting', 'A meeting is moved to a later or an open date.', null, [], [], { planStatus: 'postponed', meeting: true }],
  'cancelled-meeting': ['Cancelled meeting', 'A planned meeting is called off; the stance is that of the canceller only.', -3, ['REJECT:meet'], ['161'],
    { planStatus: 'cancelled', meeting: true }],
  'suspended-talks': ['Suspended talks', 'Running talks are halted.', -3, ['SANCTION:discontinue'], ['164']],
  meeting: ['Meeting', 'People met.', null, ['CONSULT', 'CONSULT:multilateral'], ['040'], { planStatus: 'held', meeting: true }],
  visit: ['Visit', 'Someone went to see someone.', null, ['CONSULT:visit', 'CONSULT'], ['042', '043'], { planStatus: 'held', meeting: true }],
  call: ['Call', 'People spoke from afar.', null, ['CONSULT:phone', 'CONSULT'], ['041'], { planStatus: 'held', meeting: true }],
  talks: ['Talks', 'Sides negotiated.', null, ['CONSULT', 'CONSULT:multilateral'], ['046'], { planStatus: 'held', meeting: true }],
  mediation: ['Mediation', 'A third side worked between two others.', null, ['CONSULT:third-party', 'CONSULT'], ['045'], { planStatus: 'held', meeting: true }],
  proposal: ['Proposal', 'A plan is offered that is not agreed yet.', 3, ['AGREE'], ['030', '031', '036'], { planStatus: 'proposed' }],
  endorsement: ['Endorsement', 'Backing in words.', 2, ['SUPPORT'], ['051']],
  recognition: ['Recognition', 'A state, body or claim is recognised.', 2, ['SUPPORT'], ['054']],
  'signed-deal': ['Signed deal', 'An agreement is signed.', 2, ['SUPPORT'], ['057']],
  vote: ['Vote', 'A ballot was cast; stances are stated: yes 2, abstention 0, no -2, declared.', null, ['SUPPORT', 'REJECT'], []],
  concession: ['Concession', 'A promise to give way.', 1, ['CONCEDE', 'AGREE'], ['080', '035']],
  release: ['Release', 'Someone or something held was let go.', null, ['RETREAT:release'], ['084']],
  withdrawal: ['Withdrawal', 'Forces or measures were pulled back.', null, ['RETREAT:withdraw'], ['087', '0872', '0874']],
  ceasefire: ['Ceasefire', 'Fighting was stopped by agreement.', null, ['RETREAT:ceasefire'], ['0871']],
  sanction: ['Sanction', 'Ties or benefits are cut.', null, ['SANCTION'], ['160']],
  coercion: ['Coercion', 'Blockade, seizure, arrest.', null, ['COERCE'], ['170', '191']],
  mobilisation: ['Mobilisation', 'Forces are moved or readied.', null, ['MOBILIZE'], ['150']],
  violence: ['Violence', 'Force is used against people or property.', null, ['ASSAULT'], ['180', '190']],
  protest: ['Protest', 'People act together in public against something.', null, ['PROTEST'], ['140']],
  aid: ['Aid', 'Help in goods, money or people is given.', null, ['AID'], ['070']],
  cooperation: ['Cooperation', 'Sides work together in deed.', null, ['COOPERATE'], ['060']],
  state: ['State', 'A situation, an agenda, a standing in law.', null, [], [], { family: 'state' }],
  quantity: ['Quantity', 'A number.', null, [], [], { family: 'state' }],
};

const crosswalk = ([first, ...allowed]: string[]): Crosswalk | null => (first === undefined ? null : { default: first, allowed });

function row(kind: Kind): KindRow {
  const [title, test, defaultStance, plover, cameo, more] = briefs[kind];
  return {
    kind, title, test, defaultStance, plover: crosswalk(plover), cameo: crosswalk(cameo),
    planStatus: null, family: 'happening', meeting: false, ...more,
  };
}

/** The kinds of claim (DOMAIN §4), in the order of API §11.1. */
export const kindTable: readonly KindRow[] = kinds.map(row);
const byKind = new Map(kindTable.map((one) => [one.kind, one]));

export function kindRow(kind: Kind): KindRow {
  return byKind.get(kind)!;
}

/** DOMAIN §2.1: the kinds `state` and `quantity`. */
export function isOfStateFamily(kind: Kind): boolean {
  return kindRow(kind).family === 'state';
}

/** The stance filled in for each registered initiator when a claim of this kind states none; null: none. */
export function defaultStance(kind: Kind): number | null {
  return kindRow(kind).defaultStance;
}

/** What stands for a kind when candidates are compared: all meetings count as one. */
export function comparedKind(kind: Kind): string {
  return kindRow(kind).meeting ? 'meeting' : kind;
}

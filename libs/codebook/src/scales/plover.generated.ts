// Generated from the file named below; scales.spec.ts compares the two.
// data/plover-2.0.json (PLOVER 2.0 draft, Open Event Data Alliance, CC BY-SA 4.0; codes and scores only). The printed base score of ACCUSE, +3, is kept here.
export const ploverTypes: readonly { code: string; score: number; quad: number; requiresRecipient: boolean; modes: readonly { code: string; score: number | null }[] }[] = [
  { code: 'AGREE', score: 2.5, quad: 1, requiresRecipient: false, modes: [] },
  { code: 'CONSULT', score: 2.5, quad: 1, requiresRecipient: false, modes: [{ code: 'visit', score: 4 }, { code: 'third-party', score: 1 }, { code: 'multilateral', score: 4 }, { code: 'phone', score: 1.5 }] },
  { code: 'SUPPORT', score: 5, quad: 1, requiresRecipient: false, modes: [] },
  { code: 'CONCEDE', score: 4.5, quad: 1, requiresRecipient: false, modes: [] },
  { code: 'COOPERATE', score: 9.5, quad: 2, requiresRecipient: true, modes: [] },
  { code: 'AID', score: 10, quad: 2, requiresRecipient: true, modes: [] },
  { code: 'RETREAT', score: 6.5, quad: 2, requiresRecipient: false, modes: [{ code: 'withdraw', score: 8 }, { code: 'release', score: 6.5 }, { code: 'disarm', score: 10 }, { code: 'ceasefire', score: 7.5 }, { code: 'access', score: 6.5 }, { code: 'resign', score: 4.5 }] },
  { code: 'REQUEST', score: 0, quad: 3, requiresRecipient: false, modes: [{ code: 'assist', score: 0.5 }, { code: 'change', score: -1 }, { code: 'yield', score: -1 }, { code: 'meet', score: 0 }] },
  { code: 'ACCUSE', score: 3, quad: 3, requiresRecipient: false, modes: [{ code: 'disapprove', score: -2 }, { code: 'investigate', score: -3.5 }, { code: 'allege', score: -3.5 }] },
  { code: 'REJECT', score: -2, quad: 3, requiresRecipient: false, modes: [{ code: 'assist', score: -1.5 }, { code: 'change', score: -2 }, { code: 'yield', score: -2 }, { code: 'meet', score: -2 }] },
  { code: 'THREATEN', score: -3.5, quad: 3, requiresRecipient: false, modes: [{ code: 'restrict', score: -3 }, { code: 'arrest', score: -3.5 }, { code: 'relations', score: -3.5 }, { code: 'expel', score: -3.5 }, { code: 'territory', score: -4 }, { code: 'violence', score: -3.5 }] },
  { code: 'PROTEST', score: -5, quad: 4, requiresRecipient: false, modes: [{ code: 'demo', score: -5 }, { code: 'riot', score: -7 }, { code: 'strike', score: -5 }, { code: 'hunger', score: -4.5 }, { code: 'boycott', score: -4.5 }, { code: 'obstruct', score: -4.5 }, { code: 'vandalize', score: null }] },
  { code: 'SANCTION', score: -6, quad: 3, requiresRecipient: true, modes: [{ code: 'convict', score: -6 }, { code: 'expel', score: -5.5 }, { code: 'withdraw', score: -6 }, { code: 'discontinue', score: -6 }] },
  { code: 'MOBILIZE', score: -5.5, quad: 4, requiresRecipient: false, modes: [{ code: 'troops', score: -6.5 }, { code: 'weapons', score: -6.5 }, { code: 'police', score: -5.5 }, { code: 'militia', score: -6 }] },
  { code: 'COERCE', score: -7, quad: 4, requiresRecipient: false, modes: [{ code: 'seize', score: -7 }, { code: 'restrict', score: -7 }, { code: 'censor', score: -6.5 }, { code: 'curfew', score: -6.5 }, { code: 'martial-law', score: -7.5 }, { code: 'arrest', score: -7 }, { code: 'deport', score: -7 }, { code: 'withhold', score: -7 }, { code: 'misinformation', score: -6.5 }, { code: 'cyber', score: -7 }] },
  { code: 'ASSAULT', score: -9, quad: 4, requiresRecipient: false, modes: [{ code: 'abduct', score: -8.5 }, { code: 'beat', score: -7.5 }, { code: 'torture', score: -8.5 }, { code: 'sexual', score: -8.5 }, { code: 'targeted', score: -9.5 }, { code: 'destroy', score: -8.5 }, { code: 'primitive', score: -8 }, { code: 'firearms', score: -9 }, { code: 'explosives', score: -9 }, { code: 'suicide-attack', score: -9.5 }, { code: 'aerial', score: -9.5 }, { code: 'drone', score: -9.5 }, { code: 'heavy-weapons', score: -9.5 }, { code: 'crowd-control', score: -7.5 }, { code: 'unconventional', score: -10 }] },
];
export const ploverContexts: readonly string[] = [
  'military', 'intelligence', 'executive', 'legislative', 'election', 'political_institutions', 'pro_democracy', 'pro_autocracy',
  'economic', 'legal', 'reparations', 'human_rights', 'rights_freedoms', 'repression', 'human_security', 'gender', 'lgbt',
  'religion_ethnicity', 'inequality', 'diplomatic', 'territory', 'peacekeeping', 'health', 'asylum', 'migration', 'disasters',
  'natural_resource', 'environment', 'technology', 'terrorism', 'cbrn', 'cyber', 'misinformation', 'crime', 'corruption',
  'illegal_drugs', 'trafficking',
];
export const ploverSectors: readonly string[] = [
  'COP', 'GOV', 'JUD', 'LEG', 'MIL', 'PRM', 'PTY', 'REB', 'SPY', 'UAF', 'UNK', 'AGR', 'BUS', 'CRM', 'CVL', 'EDU', 'ELI', 'JRN', 'LAB',
  'MED', 'REF', 'OPP', 'PRE', 'REL', 'SOC',
];
export const ploverNonStateCodes: readonly string[] = [
  'IGO', 'UNO', 'EUR', 'NGO', 'ISM', 'IMG', 'MNC',
];
export const ploverAuxiliaryModes: readonly string[] = [
  'historical', 'future', 'hypothetical', 'negation',
];
export const ploverQuads: Readonly<Record<number, string>> = { 1: 'verbal cooperation', 2: 'material cooperation', 3: 'verbal conflict', 4: 'material conflict' };

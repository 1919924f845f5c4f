import { useState } from 'preact/hooks';
import type { FaultEntry, Hop, Participant } from '../api/shapes.js';
import { capital, plain } from '../words/words.js';
import { actorOptions, issueOptions, kindOptions, voiceOptions } from './choices.js';
import { Combobox } from './combobox.js';
import { DateBox, Faults } from './date-box.js';
import { type ClaimDraft, faultsAt, rolesOf, withKind } from './draft.js';
import type { NewEntry } from './register-dialog.js';

const NAMEDNESS = ['none', 'generic', 'role', 'unit', 'described-knowledge', 'named-office', 'named-person', 'document'];
const SIDES = ['unknown', 'party', 'aligned', 'third-party'];
const PLAN = ['', 'proposed', 'scheduled', 'postponed', 'cancelled', 'held', 'lapsed'];
const PRECISION = ['exact', 'near', 'admin-2', 'admin-1', 'country', 'region'];

interface Props { claim: ClaimDraft; pointer: string; errors: FaultEntry[] | undefined; autofocus: boolean; others: ClaimDraft[]; onChange: (claim: ClaimDraft) => void; onRegister: (entry: NewEntry) => void }

/** Codes one claim. The first line is what every claim needs; the rest folds away. */
export function ClaimForm({ claim, pointer, errors, autofocus, others, onChange, onRegister }: Props) {
  const roles = rolesOf(claim.kind);
  const at = (member: string): FaultEntry[] => faultsAt(errors, `${pointer}/${member}`);
  const actors = actorOptions();
  const setRole = (role: string, place: number, actor: string | null): void => {
    const same = claim.participants.filter((each) => each.role === role);
    const next: Participant[] = same.flatMap((each, index) => (index === place ? (actor === null ? [] : [{ actor, role, label: null }]) : [each]));
    if (place >= same.length && actor !== null) next.push({ actor, role, label: null });
    onChange({ ...claim, participants: [...claim.participants.filter((each) => each.role !== role), ...next].sort((a, b) => order(a.role) - order(b.role)) });
  };
  const boxes = (role: string, words: string) => {
    const same = claim.participants.filter((each) => each.role === role);
    return (
      <div class="who-boxes">
        {[...same, null].map((each, place) => (
          <Combobox key={`${role}${place}`} label={place === 0 ? capital(words) : `${capital(words)}, another`} hideLabel={place > 0} options={actors} value={each === null ? null : (each.actor ?? each.label)} placeholder={place === 0 ? 'type two letters' : '+ another'} onChoose={(actor) => setRole(role, place, actor)}
            onNew={(text) => onRegister({ register: 'actors', text, then: (id) => setRole(role, place, id) })} newWords="Register" />
        ))}
      </div>
    );
  };
  return (
    <div class="claim-form">
      <div class="claim-main">
        <div><Combobox label="Kind" options={kindOptions} value={claim.kind || null} placeholder="type two letters" autofocus={autofocus} invalid={at('kind').length > 0} onChoose={(kind) => onChange(withKind(claim, kind ?? ''))} /><Faults faults={at('kind')} /></div>
        {boxes(roles.who, roles.whoWords)}
        {roles.whom !== null && boxes(roles.whom, roles.whomWords)}
        <div><Combobox label="Issue" options={issueOptions()} value={claim.issue} placeholder="none" onChoose={(issue) => onChange({ ...claim, issue })} onNew={(text) => onRegister({ register: 'issues', text, then: (issue) => onChange({ ...claim, issue }) })} /><Faults faults={at('issue')} /></div>
      </div>
      <Faults faults={at('participants')} />
      {claim.quantity !== null && <QuantityBoxes claim={claim} onChange={onChange} faults={at('quantity')} />}
      <VoiceBoxes claim={claim} onChange={onChange} faults={at('attribution')} />
      <div class="claim-more">
        <DateBox label="Happened" value={claim.happened} onInput={(happened) => onChange({ ...claim, happened })} faults={at('happened')} />
        <label class="field"><span>Told as</span><select value={claim.happenedRest.aspect} onChange={(event) => onChange({ ...claim, happenedRest: { ...claim.happenedRest, aspect: event.currentTarget.value } })}><option value="instant">at one time</option><option value="ongoing">going on</option><option value="habitual">again and again</option><option value="future">still to come</option></select></label>
        <label class="field"><span>Plan</span><select value={claim.planStatus ?? ''} onChange={(event) => onChange({ ...claim, planStatus: event.currentTarget.value || null })}>{PLAN.map((each) => <option key={each} value={each}>{each === '' ? 'none told' : each}</option>)}</select></label>
        <label class="field"><span>Where</span><input value={claim.place?.label ?? ''} dir="auto" placeholder="not said" onInput={(event) => onChange({ ...claim, place: event.currentTarget.value === '' ? null : { label: event.currentTarget.value, precision: claim.place?.precision ?? 'near' } })} /></label>
        {claim.place !== null && <label class="field"><span>How exactly</span><select value={claim.place.precision} onChange={(event) => onChange({ ...claim, place: { label: claim.place!.label, precision: event.currentTarget.value } })}>{PRECISION.map((each) => <option key={each} value={each}>{plain(each)}</option>)}</select></label>}
        {claim.span === null && <label class="field"><span>Paragraph</span><input type="number" min={1} max={10000} value={claim.locator?.paragraph ?? ''} onInput={(event) => onChange({ ...claim, locator: { part: claim.locator?.part ?? 'body', paragraph: event.currentTarget.value === '' ? null : Number(event.currentTarget.value) } })} /></label>}
        {claim.span === null && <label class="check"><input type="checkbox" checked={claim.locator?.part === 'headline'} onChange={(event) => onChange({ ...claim, locator: { part: event.currentTarget.checked ? 'headline' : 'body', paragraph: claim.locator?.paragraph ?? null } })} /> in the headline</label>}
      </div>
      <label class="field"><span>In your own words (title of the occurrence)</span><input value={claim.summary} maxLength={280} dir="auto" placeholder="made from kind, actors and place" onInput={(event) => onChange({ ...claim, summary: event.currentTarget.value })} /></label>
      <Faults faults={at('summary')} />
      <MoreBoxes claim={claim} others={others} onChange={onChange} faults={[...at('occurrence'), ...at('hedges'), ...at('factuality'), ...at('links'), ...at('stances')]} />
      <Faults faults={[...at('span'), ...at('locator'), ...faultsAt(errors, pointer, false)]} />
    </div>
  );
}

const order = (role: string): number => ['initiator', 'speaker', 'subject', 'recipient'].indexOf(role);

function QuantityBoxes({ claim, onChange, faults }: { claim: ClaimDraft; onChange: (claim: ClaimDraft) => void; faults: FaultEntry[] }) {
  const quantity = claim.quantity!;
  const set = (part: Partial<typeof quantity>): void => onChange({ ...claim, quantity: { ...quantity, ...part } });
  const number = (label: string, member: 'best' | 'low' | 'high') => <label class="field narrow"><span>{label}</span><input type="number" step="any" value={quantity[member] ?? ''} onInput={(event) => set({ [member]: event.currentTarget.value === '' ? null : Number(event.currentTarget.value) })} /></label>;
  return (
    <div class="claim-more">
      {number('Number', 'best')}{number('from', 'low')}{number('to', 'high')}
      <label class="field"><span>How</span><select value={quantity.kind} onChange={(event) => set({ kind: event.currentTarget.value })}>{['exact', 'approximate', 'at-least', 'at-most', 'range', 'order', 'fraction', 'vague'].map((each) => <option key={each} value={each}>{plain(each)}</option>)}</select></label>
      <label class="field"><span>of what (id)</span><input value={quantity.of} placeholder="fighters-in-rafah" onInput={(event) => set({ of: event.currentTarget.value })} /></label>
      <label class="field narrow"><span>Unit</span><input value={quantity.unit} onInput={(event) => set({ unit: event.currentTarget.value })} /></label>
      <label class="field narrow"><span>Its word</span><input value={quantity.cue ?? ''} placeholder="about" onInput={(event) => set({ cue: event.currentTarget.value || null })} /></label>
      <Faults faults={faults} />
    </div>
  );
}

/** The chain of voices, outermost first. No hop: the outlet speaks for itself. */
function VoiceBoxes({ claim, onChange, faults }: { claim: ClaimDraft; onChange: (claim: ClaimDraft) => void; faults: FaultEntry[] }) {
  const set = (place: number, hop: Hop | null): void => onChange({ ...claim, attribution: hop === null ? claim.attribution.filter((_, index) => index !== place) : claim.attribution.map((each, index) => (index === place ? hop : each)) });
  const options = voiceOptions();
  return (
    <div class="voice-boxes">
      {claim.attribution.map((hop, place) => (
        <div class="hop" key={place}>
          <Combobox label={place === 0 ? 'Said by' : 'quoting'} options={options} value={hop.source ?? hop.label} placeholder="an unstated relay" onNew={(text) => set(place, { ...hop, source: null, label: text })} newWords="Use the label"
            onChoose={(source) => set(place, { ...hop, source, label: null })} />
          <label class="field"><span>named how</span><select value={hop.namedness} onChange={(event) => set(place, { ...hop, namedness: event.currentTarget.value })}>{NAMEDNESS.map((each) => <option key={each} value={each}>{plain(each)}</option>)}</select></label>
          <label class="field"><span>side</span><select value={hop.side} onChange={(event) => set(place, { ...hop, side: event.currentTarget.value })}>{SIDES.map((each) => <option key={each} value={each}>{plain(each)}</option>)}</select></label>
          <label class="field narrow"><span>its word</span><input value={hop.cue ?? ''} placeholder="says" onInput={(event) => set(place, { ...hop, cue: event.currentTarget.value || null })} /></label>
          <button type="button" class="plain" aria-label="Remove this voice" onClick={() => set(place, null)}>✕</button>
        </div>
      ))}
      <button type="button" class="plain" onClick={() => onChange({ ...claim, attribution: [...claim.attribution, { source: null, label: null, cue: null, namedness: 'none', side: 'unknown', scopeUnclear: false }] })}>{claim.attribution.length === 0 ? 'Said by: the outlet itself. Name another voice' : 'Add a voice it quotes'}</button>
      <Faults faults={faults} />
    </div>
  );
}

function MoreBoxes({ claim, others, onChange, faults }: { claim: ClaimDraft; others: ClaimDraft[]; onChange: (claim: ClaimDraft) => void; faults: FaultEntry[] }) {
  const [open, setOpen] = useState(faults.length > 0 || claim.hedges.length > 0 || claim.links.length > 0 || claim.attests !== 'supports' || claim.factuality.polarity !== 'positive');
  const before = others.slice(0, Math.max(0, others.findIndex((each) => each.ref === claim.ref)));
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Doubt, bearing, links{claim.hedges.length > 0 && `: ${claim.hedges.map((hedge) => `“${hedge.cue}”`).join(', ')}`}</summary>
      <div class="claim-more">
        <label class="field"><span>It</span><select value={claim.attests} onChange={(event) => onChange({ ...claim, attests: event.currentTarget.value })}>{['supports', 'denies', 'queries', 'mentions'].map((each) => <option key={each} value={each}>{each}</option>)}</select></label>
        <label class="field"><span>the occurrence</span><select value={claim.occurrence ?? ''} onChange={(event) => onChange({ ...claim, occurrence: event.currentTarget.value || null })}><option value="">a new one</option>{before.map((each) => <option key={each.ref} value={`#${each.ref}`}>that of claim {each.ref}: {plain(each.kind)}</option>)}{claim.occurrence !== null && !claim.occurrence.startsWith('#') && <option value={claim.occurrence}>{claim.occurrence}</option>}</select></label>
        <label class="field"><span>or by id</span><input value={claim.occurrence?.startsWith('occ_') === true ? claim.occurrence : ''} placeholder="occ_…" onInput={(event) => onChange({ ...claim, occurrence: event.currentTarget.value || null })} /></label>
        <label class="field"><span>Certainty in the outlet’s voice</span><select value={claim.factuality.certainty} onChange={(event) => onChange({ ...claim, factuality: { ...claim.factuality, certainty: event.currentTarget.value } })}>{['certain', 'probable', 'possible', 'unknown'].map((each) => <option key={each} value={each}>{each}</option>)}</select></label>
        <label class="field"><span>Told as</span><select value={claim.factuality.polarity} onChange={(event) => onChange({ ...claim, factuality: { ...claim.factuality, polarity: event.currentTarget.value } })}><option value="positive">holding</option><option value="negative">not holding</option><option value="unknown">unknown</option></select></label>
        <label class="check"><input type="checkbox" checked={claim.observed} onChange={(event) => onChange({ ...claim, observed: event.currentTarget.checked })} /> the outlet saw it itself</label>
        <label class="check"><input type="checkbox" checked={claim.stances !== null && claim.stances.length === 0} onChange={(event) => onChange({ ...claim, stances: event.currentTarget.checked ? [] : null })} /> says nothing of anyone’s position</label>
      </div>
      {claim.hedges.map((hedge, place) => (
        <div class="claim-more" key={place}>
          <label class="field"><span>Hedging word</span><input value={hedge.cue} placeholder="reportedly" onInput={(event) => onChange({ ...claim, hedges: claim.hedges.map((each, index) => (index === place ? { ...each, cue: event.currentTarget.value } : each)) })} /></label>
          <label class="field"><span>Sort</span><select value={hedge.class} onChange={(event) => onChange({ ...claim, hedges: claim.hedges.map((each, index) => (index === place ? { ...each, class: event.currentTarget.value } : each)) })}>{['epistemic', 'doxastic', 'investigative', 'conditional', 'hearsay', 'approximator'].map((each) => <option key={each} value={each}>{each}</option>)}</select></label>
          <label class="field narrow"><span>Strength</span><select value={String(hedge.strength)} onChange={(event) => onChange({ ...claim, hedges: claim.hedges.map((each, index) => (index === place ? { ...each, strength: Number(event.currentTarget.value) } : each)) })}>{[0, 1, 2, 3].map((each) => <option key={each} value={each}>{each}</option>)}</select></label>
          <button type="button" class="plain" aria-label="Remove this hedge" onClick={() => onChange({ ...claim, hedges: claim.hedges.filter((_, index) => index !== place) })}>✕</button>
        </div>
      ))}
      {claim.links.map((link, place) => (
        <div class="claim-more" key={place}>
          <label class="field"><span>This claim</span><select value={link.type} onChange={(event) => onChange({ ...claim, links: claim.links.map((each, index) => (index === place ? { ...each, type: event.currentTarget.value } : each)) })}>{[['cause', 'brings about'], ['precondition', 'must come before'], ['cancels', 'cancels'], ['responds-to', 'responds to'], ['restates', 'restates'], ['part-of', 'is part of'], ['about', 'is about'], ['fulfils', 'fulfils']].map(([value, words]) => <option key={value} value={value}>{words}</option>)}</select></label>
          <label class="field"><span>claim</span><select value={link.target} onChange={(event) => onChange({ ...claim, links: claim.links.map((each, index) => (index === place ? { ...each, target: event.currentTarget.value } : each)) })}>{others.filter((each) => each.ref !== claim.ref).map((each) => <option key={each.ref} value={`#${each.ref}`}>{each.ref}: {plain(each.kind)}</option>)}{!link.target.startsWith('#') && <option value={link.target}>{link.target}</option>}</select></label>
          <button type="button" class="plain" aria-label="Remove this link" onClick={() => onChange({ ...claim, links: claim.links.filter((_, index) => index !== place) })}>✕</button>
        </div>
      ))}
      <p class="actions">
        <button type="button" class="plain" onClick={() => onChange({ ...claim, hedges: [...claim.hedges, { cue: '', class: 'epistemic', strength: 2 }] })}>Add a hedging word</button>
        <button type="button" class="plain" disabled={others.length < 2} onClick={() => onChange({ ...claim, links: [...claim.links, { type: 'responds-to', target: `#${others.find((each) => each.ref !== claim.ref)?.ref ?? ''}` }] })}>Link to another claim</button>
        {claim.quantity === null && <button type="button" class="plain" onClick={() => onChange({ ...claim, quantity: { best: null, low: null, high: null, unit: 'person', of: '', kind: 'exact', asOf: null, cue: null } })}>Add a number</button>}
      </p>
      <Faults faults={faults} />
    </details>
  );
}

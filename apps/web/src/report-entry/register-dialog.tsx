import { useState } from 'preact/hooks';
import { ServiceProblem, post } from '../api/client.js';
import type { Problem } from '../api/shapes.js';
import { Dialog } from '../shell/dialogs.js';
import { ProblemNote } from '../shell/problem.js';
import { readRegisters } from '../words/names.js';
import { plain } from '../words/words.js';
import { slugOf } from './draft.js';

export interface NewEntry { register: 'actors' | 'issues' | 'outlets'; text: string; then: (id: string) => void }

const ACTOR_KINDS = ['state', 'government', 'organisation', 'armed-group', 'person', 'unit', 'collective', 'population'];
const ONE = { actors: 'actor', issues: 'issue', outlets: 'outlet' };

/** Registers an actor, issue or outlet without leaving the form; the box that asked for it then holds it. */
export function RegisterDialog({ entry, onClose }: { entry: NewEntry; onClose: () => void }) {
  const [name, setName] = useState(entry.text);
  const [id, setId] = useState(slugOf(entry.text));
  const [kind, setKind] = useState('person');
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    event.stopPropagation();
    const body = entry.register === 'actors' ? { id, kind, names: [{ text: name, language: 'en', alias: false }] } : entry.register === 'issues' ? { id, title: name } : { id, name };
    try {
      await post(`/${entry.register}`, body);
      await readRegisters();
      entry.then(id);
      onClose();
    } catch (error) {
      if (error instanceof ServiceProblem) setProblem(error.problem);
    }
  };
  return (
    <Dialog title={`Register an ${ONE[entry.register]}`} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <label class="field"><span>{entry.register === 'issues' ? 'Title' : 'Name'}</span><input value={name} required maxLength={200} dir="auto" onInput={(event) => { setName(event.currentTarget.value); setId(slugOf(event.currentTarget.value)); }} /></label>
        <label class="field"><span>Id, for good</span><input value={id} required pattern="[a-z0-9][a-z0-9\-]{0,78}[a-z0-9]" onInput={(event) => setId(event.currentTarget.value)} /></label>
        {entry.register === 'actors' && <label class="field"><span>Kind</span><select value={kind} onChange={(event) => setKind(event.currentTarget.value)}>{ACTOR_KINDS.map((each) => <option key={each} value={each}>{plain(each)}</option>)}</select></label>}
        {problem !== null && <ProblemNote problem={problem} />}
        <p class="actions"><button type="submit" class="primary">Register</button><button type="button" onClick={onClose}>Cancel</button></p>
      </form>
    </Dialog>
  );
}

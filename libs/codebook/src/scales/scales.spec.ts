import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { cameoCodes } from './cameo-codes.generated.js';
import { cameoConflicts, cameoRoots } from './cameo-tables.generated.js';
import { likelihoodScale, ploverScore, reliabilityScale, scales, stanceScale, stanceWord } from './index.js';
import { ploverAuxiliaryModes, ploverContexts, ploverSectors, ploverTypes } from './plover.generated.js';

const dataFile = (name: string) => readFileSync(resolve(import.meta.dirname, '../../../../../libs/codebook/data', name), 'utf8');
const csv = (name: string) => dataFile(name).trim().split(/\r?\n/).slice(1).map((line) =>
  [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((cell) => cell[1]!.replace(/^"|"$/g, '')).slice(0, 5));

describe('generated constants', () => {
  it('hold the CAMEO codes of the file', () =>
    expect(cameoCodes.map(([code, name, goldstein, root]) => [code, name, goldstein, root])).toEqual(
      csv('cameo-1.1-codes.csv').map(([code, name, goldstein, root]) => [code, name, Number(goldstein), root])));
  it('hold the CAMEO roots of the file', () =>
    expect(cameoRoots.map((row) => [...row])).toEqual(
      csv('cameo-roots.csv').map(([code, name, goldstein, plover, quad]) => [code, name, Number(goldstein), plover, Number(quad)])));
  it('hold the conflicts between dialects of the file', () =>
    expect(cameoConflicts.map((row) => [...row])).toEqual(
      csv('cameo-dialect-conflicts.csv').map(([code, name, other, goldstein, otherGoldstein]) => [code, name, other, Number(goldstein), Number(otherGoldstein)])));
  it('hold the PLOVER tables of the file', () => {
    const file = JSON.parse(dataFile('plover-2.0.json'));
    expect([ploverTypes, ploverContexts, ploverSectors, ploverAuxiliaryModes]).toEqual([file.types, file.contexts, file.sectors, file.auxiliaryModes]);
  });
  it('count as the sources do', () =>
    expect([cameoCodes.length, cameoRoots.length, cameoConflicts.length, ploverTypes.length, ploverContexts.length, ploverSectors.length])
      .toEqual([312, 20, 54, 16, 37, 25]));
});

describe('scales', () => {
  it('read ACCUSE as -3 and keep the score of its modes', () =>
    expect([ploverScore('ACCUSE'), ploverScore('ACCUSE:allege'), ploverScore('CONSULT:phone'), ploverScore('NONE')]).toEqual([-3, -3.5, 1.5, null]));
  it('name every stance from 3 to -3 and nothing else', () => {
    expect(stanceScale.map((step) => step.word)).toEqual(['champions', 'supports', 'leans-for', 'neutral', 'doubts', 'opposes', 'rejects']);
    expect(stanceWord(-3)).toBe('rejects');
    expect(() => stanceWord(4)).toThrow(RangeError);
  });
  it('have no step for what cannot be judged', () => expect(reliabilityScale.map((step) => step.value)).toEqual(['a', 'b', 'c', 'd', 'e']));
  it('cover likelihood from 1 to 99 without a gap', () => {
    likelihoodScale.slice(1).forEach((step, index) => expect(step.from).toBe(likelihoodScale[index]!.to));
    expect([likelihoodScale[0]!.from, likelihoodScale.at(-1)!.to]).toEqual([1, 99]);
  });
  it('say no PLOVER type for CAMEO roots that have none', () => expect(scales().cameo.roots[0]!.plover).toBeNull());
});

import type { Marker } from '../api/shapes.js';
import { row } from '../replay/row.js';
import { cardsOf, columnOf } from './board.js';

const marker = (rule: string, id: string, severity: number, stances: number, position: number, type = 'claim'): Marker => ({ id, rule, ruleVersion: 1, scope: type, severity, subject: { type, id }, title: id, says: '', closesIf: '', evidence: [], dependants: { stances, occurrences: 0 }, opened: row('x', position).recorded.first, closed: null, acknowledgement: null, knownFrom: position, knownTo: null });

describe('the uncertainty board', () => {
  it.each([['single-source', 'origin'], ['circular-sourcing', 'origin'], ['interested-party', 'voice'], ['contested', 'conflict'], ['contradicted-quantity', 'conflict'], ['headline-body-mismatch', 'conflict'], ['dropped-silently', 'changed'], ['vague-time', 'vague'], ['stale', 'vague'], ['a-rule-to-come', 'vague']])('%s stands under %s', (rule, column) => expect(columnOf(rule)).toBe(column));
  it('stacks equal rules on one type of subject into one card, what most depends on it first', () => {
    const cards = cardsOf([marker('retracted', 'a', 3, 0, 1), marker('retracted', 'b', 3, 4, 2), marker('retracted', 'r', 3, 0, 3, 'report'), marker('corrected', 'c', 2, 9, 4)], 'changed', 'dependants');
    expect(cards.map((card) => [card.key, card.markers.map((each) => each.id).join()])).toEqual([['retracted/claim', 'b,a'], ['retracted/report', 'r'], ['corrected/claim', 'c']]);
  });
  it('or the oldest first', () => expect(cardsOf([marker('vague-time', 'a', 1, 0, 9), marker('vague-actor', 'b', 1, 0, 2)], 'vague', 'oldest').map((card) => card.rule)).toEqual(['vague-actor', 'vague-time']));
});

import { nameFault } from './names.js';

describe('a name', () => {
  it.each(['Steve Witkoff', 'خليل الحية', 'Владимир Путин', 'Σύνταγμα', '外務省', 'TASS (ТАСС)', 'Côte d’Ivoire', 'می\u200cخواهم', 'क्षत्रिय'])('may be in any script: %s', (name) =>
    expect(nameFault(name)).toBeNull());

  it('holds no mark that turns the direction of writing', () => expect(nameFault('Hamas\u202egnp.exe')).toMatch(/direction/));
  it('holds nothing invisible', () => expect(nameFault('us\u200ba')).not.toBeNull());
  it('never mixes look-alike letters in one word', () => expect(nameFault('Hаmas')).toMatch(/look-alike/)); // the second letter is Cyrillic
  it('is written with ordinary letters', () => expect(nameFault('ＴＡＳＳ')).toMatch(/ordinary/));
  it('is not blank', () => expect(nameFault('  ')).not.toBeNull());
});

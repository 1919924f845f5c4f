/** Examples for the OpenAPI document. */
export const timelineJsExample = {
  title: { text: { headline: 'The Cuban missile crisis', text: '<p>As recorded at position 395, whenever it was published.</p>' } },
  events: [{
    unique_id: 'occ_5e0000000000000000000000hs', start_date: { year: 1962, month: 10, day: 22 }, display_date: '22 October 1962',
    text: { headline: 'A naval quarantine is coming', text: '<p>1 origin, 1 outlet.</p>' }, group: 'Quarantine',
  }],
  scale: 'human',
};
export const calendarExample = [
  'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//chancery//cuban-missile-crisis//EN', 'METHOD:PUBLISH', 'X-WR-CALDESC:2 plans are left out for want of a day.',
  'BEGIN:VEVENT', 'UID:occ_5e0000000000000000000000hs', 'SEQUENCE:1', 'DTSTAMP:20261122T100000Z', 'DTSTART:19621024T140000Z', 'SUMMARY:The quarantine starts',
  'STATUS:CONFIRMED', 'END:VEVENT', 'END:VCALENDAR', '',
].join('\r\n');

export { InterchangeModule } from './interchange.module.js';
export { calendar, type ExportedCalendar } from './calendar/calendar.js';
export { timelineJs, type ExportedStory, type TimelineJs } from './timelinejs/timelinejs.js';
export { timeInWords } from './words/index.js';
